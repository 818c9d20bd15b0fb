/** The shape of config.yaml: names as people write them, checked and turned into numbers. */
import * as v from 'valibot';
import {POLICY_ACTIONS} from './policy.ts';
import {KNOWN_REDACT_KEYS, redactSchema} from './redact-schema.ts';
import {formatDuration, formatSize, parseDuration, parseSize} from './units.ts';
import {
  connectionConfig,
  KNOWN_CONNECTION_KEYS,
  KNOWN_DESTINATION_KEYS,
  KNOWN_UPLOAD_KEYS,
  uploadSchema,
} from './upload-schema.ts';

/** `message` of an issue says what is expected, so that it can be put into a sentence. */
const flag = v.boolean('true or false');
const capture = v.picklist(['terminal', 'all'], '"terminal" or "all"');
const MIB = 1024 * 1024;

const size = (leastBytes: number) =>
  quantity(parseSize, leastBytes, `a size${atLeast(leastBytes, formatSize(leastBytes))} such as 500MB or 1GiB`);

const duration = (leastMs: number) =>
  quantity(parseDuration, leastMs, `a time${atLeast(leastMs, formatDuration(leastMs))} such as 90d, 12h or 30m`);

const atLeast = (least: number, text: string) => (least === 0 ? '' : ` of at least ${text},`);

function quantity(parse: (text: string) => number | null, least: number, expected: string) {
  return v.pipe(
    v.union([v.string(), v.number()], expected),
    v.rawTransform<string | number, number>(({dataset, addIssue, NEVER}) => {
      const value = parse(String(dataset.value));
      if (value !== null && value >= least) return value;
      addIssue({message: expected});
      return NEVER;
    }),
  );
}

/** Becomes a file's name in the shim folder. */
export const commandName = v.pipe(
  v.string('the name of a command, such as kubectl'),
  v.regex(/^(?!\.{1,2}$)[^\s/\0-][^\s/\0]*$/, 'the name of a command, such as kubectl'),
);

/** Valibot takes a list for a record, too. */
function plainMap(expected: string) {
  const isPlainMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return v.custom<Record<string, unknown>>(isPlainMap, expected);
}

const scalarText = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'a text'),
  v.transform((value) => String(value)),
);
/** `{team: infra}`, or a list as Datadog writes it: `[team:infra]`. */
const tags = v.union(
  [
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^[^:]+:/))),
      v.transform((list) => Object.fromEntries(list.map(splitTag))),
    ),
    v.pipe(plainMap('a map'), v.record(v.string(), scalarText)),
  ],
  'a map of texts, such as {team: infra}',
);

function splitTag(tag: string): [string, string] {
  const colon = tag.indexOf(':');
  return [tag.slice(0, colon).trim(), tag.slice(colon + 1).trim()];
}

const command = v.strictObject(
  {
    capture: v.exactOptional(capture),
    record_input: v.exactOptional(flag),
    record: v.exactOptional(flag),
    tags: v.exactOptional(tags),
  },
  'a map of settings',
);

const author = v.strictObject(
  {name: v.string('a name'), variable: v.pipe(v.string('a variable'), v.regex(/^\w+$/, 'the name of a variable'))},
  'a map with name and variable',
);

const actions = v.array(
  v.picklist(POLICY_ACTIONS, `one of ${POLICY_ACTIONS.join(', ')}`),
  `a list of actions, such as [record, process_info]; known are ${POLICY_ACTIONS.join(', ')}`,
);

const policyRule = v.strictObject(
  {rule: v.union([v.string(), v.boolean()], 'a Lua snippet, true or false'), actions},
  'a map with rule and actions',
);

const commandPolicy = v.strictObject(
  {
    command: commandName,
    lints: v.exactOptional(v.array(v.string('a Lua snippet'), 'a list of Lua snippets')),
    rules: v.exactOptional(v.array(policyRule, 'a list of rules, each with rule and actions')),
  },
  'a map with command, lints and rules',
);

const approvals = v.strictObject(
  {
    backend: v.exactOptional(v.picklist(['embedded', 'datadog'], '"embedded" or "datadog"')),
    timeout: v.exactOptional(duration(10_000)),
    folder: v.exactOptional(v.pipe(v.string('a folder'), v.regex(/^\//, 'an absolute path'))),
    project: v.exactOptional(v.string('the id of a project')),
    case_type: v.exactOptional(v.string('the id of a type of cases')),
    url: v.exactOptional(v.pipe(v.string('a URL'), v.url('a URL'))),
  },
  'a map of settings',
);

const processConfig = v.strictObject(
  {
    commands: v.exactOptional(v.array(commandPolicy, 'a list of commands, each with lints and rules')),
    default_actions: v.exactOptional(actions),
  },
  'a map with commands and default_actions',
);

export const configFile = v.strictObject(
  {
    shims: v.exactOptional(v.array(commandName, 'a list of command names, such as [kubectl, psql]')),
    on_failure: v.exactOptional(v.picklist(['open', 'block'], '"open" or "block"')),
    record_input: v.exactOptional(flag),
    capture: v.exactOptional(capture),
    announce: v.exactOptional(flag),
    announce_shims: v.exactOptional(flag),
    shell_integration: v.exactOptional(flag),
    processes: v.exactOptional(v.picklist(['auto', 'proc', 'none'], '"auto", "proc" or "none"')),
    tags: v.exactOptional(tags),
    commands: v.exactOptional(v.pipe(plainMap('a map of commands'), v.record(commandName, command))),
    limits: v.exactOptional(
      v.strictObject(
        {
          recording: v.exactOptional(size(MIB)),
          store: v.exactOptional(size(MIB)),
          free_disk: v.exactOptional(size(0)),
          log_text: v.exactOptional(size(1000)),
        },
        'a map of limits',
      ),
    ),
    retention: v.exactOptional(duration(60_000)),
    agent: v.exactOptional(v.strictObject({idle: v.exactOptional(duration(1000))}, 'a map of settings')),
    authors: v.exactOptional(v.array(author, 'a list of name and variable')),
    process_config: v.exactOptional(processConfig),
    approvals: v.exactOptional(approvals),
    connection_config: v.exactOptional(connectionConfig),
    enable_telemetry: v.exactOptional(flag),
    enable_ptrace: v.exactOptional(flag),
    upload: v.exactOptional(uploadSchema(tags)),
    redact: v.exactOptional(redactSchema),
    lint_without_terminal: v.exactOptional(v.picklist(['allow', 'deny'], '"allow" or "deny"')),
    on_policy_error: v.exactOptional(v.picklist(['open', 'block'], '"open" or "block"')),
  },
  'a map of settings',
);

/** Names of the settings inside a map of settings. */
export const KNOWN_KEYS: Record<string, readonly string[]> = {
  '': Object.keys(configFile.entries),
  'commands.*': Object.keys(command.entries),
  limits: ['recording', 'store', 'free_disk', 'log_text'],
  agent: ['idle'],
  'authors.*': Object.keys(author.entries),
  connection_config: KNOWN_CONNECTION_KEYS,
  ...KNOWN_REDACT_KEYS,
  upload: KNOWN_UPLOAD_KEYS,
  'upload.*.*': KNOWN_DESTINATION_KEYS,
  approvals: Object.keys(approvals.entries),
  process_config: Object.keys(processConfig.entries),
  'process_config.*.*': Object.keys(commandPolicy.entries),
  'process_config.*.*.*.*': Object.keys(policyRule.entries),
};

export type ConfigFile = v.InferOutput<typeof configFile>;
