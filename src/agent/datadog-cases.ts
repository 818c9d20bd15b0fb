/** Datadog's Case Management with the keys of the settings, or those of the host's environment. */
import type {Config} from '../config/config.ts';
import {SecretText} from '../config/secret-text.ts';
import {Cases} from '../datadog/cases.ts';
import {caseProjectMissing} from '../datadog/errors.ts';
import {apiBase, DEFAULT_SITE, parseSite} from '../datadog/sites.ts';
import {findKey} from '../upload/find-key.ts';

/** @throws {DdcotermError} APP_KEY_MISSING, CASE_PROJECT_MISSING, SITE_UNKNOWN, KEY_FILE_UNUSABLE, CA_FILE_UNUSABLE. */
export function openCases(
  {approvals, upload}: Config,
  env: Readonly<Record<string, string>>,
): {cases: Cases; project: string; caseType: string} {
  const {project, caseType, url} = approvals;
  if (project === null) throw caseProjectMissing();
  const [main] = upload.destinations;
  const site = main.site ?? env.DD_SITE ?? env.DATADOG_SITE ?? DEFAULT_SITE;
  const appKey = env.DD_APP_KEY ?? env.DATADOG_APP_KEY;
  const cases = new Cases({
    apiKey: findKey(main, true, env)?.key ?? null,
    appKey: upload.appKey ?? (appKey === undefined ? null : new SecretText(appKey)),
    base: url ?? apiBase(parseSite(site)),
    proxy: main.proxy,
    caFile: main.caFile,
    env,
  });
  return {cases, project, caseType};
}
