import {DdcotermError} from '../errors.ts';

export const siteUnknown = (site: string, known: readonly string[]) =>
  new DdcotermError(
    'SITE_UNKNOWN',
    `Cannot use Datadog site "${site}": it is none of Datadog's`,
    `Known: ${known.join(', ')}. For a receiver of your own set upload.url`,
  );

/**
 * @param host Never the whole URL: its path or query may hold a token.
 * @param proxySource What named the proxy, which may be what does not answer; null: there is none.
 */
export const requestFailed = (host: string, state: string, proxySource: string | null) =>
  new DdcotermError(
    'REQUEST_FAILED',
    `Cannot reach "${host}"${proxySource === null ? '' : ` through the proxy of ${proxySource}`}: ${state}`,
  );

export const proxyRefused = (host: string, status: number, proxySource: string) =>
  requestFailed(
    host,
    status === 407 ? 'the proxy wants a user and a password' : `the proxy answers HTTP ${status}`,
    proxySource,
  );

export const certificateRefused = (host: string, state: string) =>
  new DdcotermError(
    'CERTIFICATE_REFUSED',
    `Cannot trust "${host}": ${state}`,
    'Where a proxy of your company signs the certificates, name its CA: ddcoterm config set upload.ca_file FILE',
  );

export const caFileUnusable = (file: string, state: string) =>
  new DdcotermError(
    'CA_FILE_UNUSABLE',
    `Cannot use certificates "${file}": ${state}`,
    'upload.ca_file names a file of certificates in PEM, each between BEGIN and END lines',
  );

export const keyFileUnusable = (file: string, state: string) =>
  new DdcotermError(
    'KEY_FILE_UNUSABLE',
    `Cannot use key file "${file}": ${state}`,
    `It holds the key alone, and only you may read it: chmod 600 ${file}`,
  );

/** @param source `config.yaml`, or a variable. */
export const keyUnusable = (source: string) =>
  new DdcotermError(
    'KEY_UNUSABLE',
    `Cannot use the key of ${source}: it holds blanks or characters that no key has`,
    'Copy it once more from Organization Settings, API Keys',
  );

export const proxyInvalid = (variable: string) =>
  new DdcotermError(
    'PROXY_INVALID',
    `Cannot use the proxy of ${variable}: it is no http:// or https:// URL`,
    `Write it as http://HOST:PORT, or unset ${variable}`,
  );

export const appKeyMissing = () =>
  new DdcotermError(
    'APP_KEY_MISSING',
    'Cannot ask Datadog for approval: an API key and an application key are needed',
    'Set connection_config.api_key and connection_config.app_key, or DD_API_KEY and DD_APP_KEY',
  );

export const caseRefused = (what: string, status: number) =>
  new DdcotermError(
    'CASE_REFUSED',
    `Cannot ${what} case: Datadog answers ${status}`,
    'Check the keys, their rights for Case Management, and approvals.project',
  );

export const caseProjectMissing = () =>
  new DdcotermError(
    'CASE_PROJECT_MISSING',
    'Cannot ask Datadog for approval: no project is named',
    'Run: ddcoterm config set approvals.project ID',
  );

export const incidentsRefused = (status: number) =>
  new DdcotermError(
    'INCIDENTS_REFUSED',
    `Cannot list incidents: Datadog answers ${status}`,
    'Check the keys and their rights for Incident Management',
  );
