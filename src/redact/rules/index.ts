/** The table of rules. Where two match the same text the first one is named, so the particular stand before the general. */
import type {RedactionRule} from '../rule.ts';
import {ASSIGNMENT_RULES} from './assignments.ts';
import {CLOUD_RULES} from './cloud.ts';
import {COMMAND_LINE_RULES} from './command-lines.ts';
import {CREDENTIAL_FILE_RULES} from './credential-files.ts';
import {DATADOG_RULES} from './datadog.ts';
import {HEADER_AND_URL_RULES} from './headers-and-urls.ts';
import {PRIVATE_KEY_RULES} from './private-keys.ts';
import {SERVICE_RULES} from './services.ts';
import {SOURCE_HOSTING_RULES} from './source-hosting.ts';

export const BUILT_IN_RULES: readonly RedactionRule[] = [
  ...PRIVATE_KEY_RULES,
  ...CLOUD_RULES,
  ...SOURCE_HOSTING_RULES,
  ...SERVICE_RULES,
  ...DATADOG_RULES,
  ...HEADER_AND_URL_RULES,
  ...COMMAND_LINE_RULES,
  ...CREDENTIAL_FILE_RULES,
  ...ASSIGNMENT_RULES,
];
