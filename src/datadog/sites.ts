/** Datadog's sites and the hosts of each, as the official client lists them. Pure. */
import {siteUnknown} from './errors.ts';

export const SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const;

export const DEFAULT_SITE = 'datadoghq.com';

/** A site that is opened after this was written is still one of Datadog's own domains. */
const DATADOG_DOMAIN = /^([a-z0-9-]+\.)?(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/;

/** Hosts that people take for the site. */
const HOST_PREFIX = /^(?:app|api|www|http-intake\.logs)\./;

/**
 * @param text As somebody wrote it: also `https://app.datadoghq.eu/`.
 * @throws {DdcotermError} SITE_UNKNOWN: a key must not go to a host that only looks like Datadog.
 */
export function parseSite(text: string): string {
  const site = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(HOST_PREFIX, '');
  if (!DATADOG_DOMAIN.test(site)) throw siteUnknown(text, SITES);
  return site;
}

export const logsBase = (site: string): string => `https://http-intake.logs.${site}`;
export const apiBase = (site: string): string => `https://api.${site}`;
