/** The table of rules. Where two match the same text the first one is named, so the particular stand before the general. */
import type {RedactionRule, RuleGroup} from '../rule.ts';
import {AI_RULES} from './ai.ts';
import {ASSIGNMENT_RULES} from './assignments.ts';
import {BELOW_RULES} from './below.ts';
import {BUILD_AND_DELIVERY_RULES} from './build-and-delivery.ts';
import {BUSINESS_SERVICE_RULES} from './business-services.ts';
import {CELL_RULES} from './cells.ts';
import {CHAT_RULES} from './chat.ts';
import {CLOUD_RULES} from './cloud.ts';
import {COMMAND_ARGUMENT_RULES} from './command-arguments.ts';
import {COMMAND_FLAG_RULES} from './command-flags.ts';
import {CREDENTIAL_FILE_RULES} from './credential-files.ts';
import {DATABASE_RULES} from './databases.ts';
import {DEVELOPER_SERVICE_RULES} from './developer-services.ts';
import {HASH_RULES} from './hashes.ts';
import {HEADER_AND_URL_RULES} from './headers-and-urls.ts';
import {HINT_RULES} from './hints.ts';
import {IDENTITY_RULES} from './identity.ts';
import {MAIL_RULES} from './mail.ts';
import {MANIFEST_RULES} from './manifests.ts';
import {MONITORING_RULES} from './monitoring.ts';
import {NETWORK_AND_VAULT_RULES} from './networks-and-vaults.ts';
import {PAIR_RULES} from './pairs.ts';
import {PAYMENT_RULES} from './payment.ts';
import {PERSONAL_GROUPS, PERSONAL_RULES} from './personal.ts';
import {PRIVATE_KEY_RULES} from './private-keys.ts';
import {PROTOCOL_RULES} from './protocols.ts';
import {REGISTRY_RULES} from './registries.ts';
import {SECRET_FLAG_RULES} from './secret-flags.ts';
import {SERVICE_RULES} from './services.ts';
import {SOURCE_HOSTING_RULES} from './source-hosting.ts';
import {WEB_RULES, WEBHOOK_RULES} from './web.ts';

const inGroup = (group: RuleGroup, rules: readonly RedactionRule[]) => rules.map((rule) => ({...rule, group}));

/** Also those that are off by default. */
export const ALL_RULES: readonly RedactionRule[] = [
  ...inGroup('private keys', PRIVATE_KEY_RULES),
  ...inGroup('ai', AI_RULES),
  ...inGroup('cloud', CLOUD_RULES),
  ...inGroup('source hosting', SOURCE_HOSTING_RULES),
  ...inGroup('build and delivery', BUILD_AND_DELIVERY_RULES),
  ...inGroup('registries', REGISTRY_RULES),
  ...inGroup('payment', PAYMENT_RULES),
  ...inGroup('chat and webhooks', [...WEBHOOK_RULES, ...CHAT_RULES]),
  ...inGroup('mail', MAIL_RULES),
  ...inGroup('monitoring', MONITORING_RULES),
  ...inGroup('databases', DATABASE_RULES),
  ...inGroup('networks and secret managers', NETWORK_AND_VAULT_RULES),
  ...inGroup('identity', IDENTITY_RULES),
  ...inGroup('other services', [...SERVICE_RULES, ...BUSINESS_SERVICE_RULES, ...DEVELOPER_SERVICE_RULES]),
  ...inGroup('hashes', HASH_RULES),
  ...inGroup('web', [...WEB_RULES, ...HEADER_AND_URL_RULES]),
  ...inGroup('command lines', [...SECRET_FLAG_RULES, ...COMMAND_FLAG_RULES, ...COMMAND_ARGUMENT_RULES]),
  ...inGroup('files', [...MANIFEST_RULES, ...CREDENTIAL_FILE_RULES, ...PROTOCOL_RULES]),
  ...inGroup('names', [...ASSIGNMENT_RULES, ...PAIR_RULES, ...HINT_RULES, ...BELOW_RULES, ...CELL_RULES]),
  ...PERSONAL_RULES,
];

const OFF: readonly (RuleGroup | undefined)[] = Object.entries(PERSONAL_GROUPS)
  .filter(([, isOn]) => !isOn)
  .map(([group]) => group as RuleGroup);

/** What is on where the settings say nothing. */
export const BUILT_IN_RULES: readonly RedactionRule[] = ALL_RULES.filter(({group}) => !OFF.includes(group));
