/** Datadog's Case Management and incidents with the keys of the settings, or those of the host's environment. */
import type {Config} from '../config/config.ts';
import {SecretText} from '../config/secret-text.ts';
import {Cases, type CasesOptions} from '../datadog/cases.ts';
import {caseProjectMissing} from '../datadog/errors.ts';
import {type Incident, listActiveIncidents} from '../datadog/incidents.ts';
import {apiBase, DEFAULT_SITE, parseSite} from '../datadog/sites.ts';
import {findKey} from '../upload/find-key.ts';

/** @throws {DdcotermError} APP_KEY_MISSING, CASE_PROJECT_MISSING, SITE_UNKNOWN, KEY_FILE_UNUSABLE, CA_FILE_UNUSABLE. */
export function openCases(
  {approvals, upload}: Config,
  env: Readonly<Record<string, string>>,
): {cases: Cases; project: string; caseType: string} {
  const {project, caseType} = approvals;
  if (project === null) throw caseProjectMissing();
  return {cases: new Cases(connectionOf({approvals, upload}, env)), project, caseType};
}

/** @throws {DdcotermError} APP_KEY_MISSING, INCIDENTS_REFUSED, SITE_UNKNOWN, … */
export function readIncidents(
  config: Pick<Config, 'approvals' | 'upload'>,
  env: Readonly<Record<string, string>>,
): Promise<Incident[]> {
  return listActiveIncidents({...connectionOf(config, env), timeoutMs: INCIDENTS_MS});
}

/** The user waits at the prompt. */
const INCIDENTS_MS = 5_000;

function connectionOf(
  {approvals, upload}: Pick<Config, 'approvals' | 'upload'>,
  env: Readonly<Record<string, string>>,
): CasesOptions {
  const [main] = upload.destinations;
  const site = main.site ?? env.DD_SITE ?? env.DATADOG_SITE ?? DEFAULT_SITE;
  const appKey = env.DD_APP_KEY ?? env.DATADOG_APP_KEY;
  return {
    apiKey: findKey(main, true, env)?.key ?? null,
    appKey: upload.appKey ?? (appKey === undefined ? null : new SecretText(appKey)),
    base: approvals.url ?? apiBase(parseSite(site)),
    proxy: main.proxy,
    caFile: main.caFile,
    env,
  };
}
