/** The shape of a user's profile in YAML, and how it becomes a ShimProfile. Pure. */
import * as v from 'valibot';
import {defaultProfile} from '../../shims/default-profile.ts';
import type {ShimProfile} from '../../shims/profile.ts';

/** A word that a shell could be asked to run; the name of a shim script. */
const COMMAND = /^[A-Za-z0-9_][A-Za-z0-9_.+@-]*$/;

const pattern = v.pipe(
  v.string(),
  v.check((text) => isRegExp(text), 'is no regular expression'),
);
const strings = v.array(v.string());
const optionalMatch = v.optional(pattern);

const tagSource = v.union([
  v.strictObject({flag: v.union([v.string(), strings]), match: optionalMatch}),
  v.strictObject({variable: v.string(), match: optionalMatch}),
  v.strictObject({positional: v.pipe(v.number(), v.integer(), v.minValue(0)), match: optionalMatch}),
  v.strictObject({positionals: pattern}),
  v.strictObject({kubeconfig: v.picklist(['current-context', 'namespace', 'cluster'])}),
  v.strictObject({ini: v.string(), section: v.string(), key: v.string()}),
  v.strictObject({file: v.string()}),
  v.strictObject({constant: v.string()}),
]);

const secretFlag = v.union([
  v.string(),
  v.strictObject({
    flag: v.string(),
    form: v.optional(v.picklist(['separate', 'attached']), 'separate'),
    after: v.optional(v.string()),
  }),
]);

const bypassRule = v.pipe(
  v.strictObject({
    why: v.optional(v.string(), 'asked for in the profile'),
    first: v.optional(strings),
    second: v.optional(strings),
    third: v.optional(strings),
    any: v.optional(strings),
    count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    inner: v.optional(strings),
    variable: v.optional(v.string()),
  }),
  v.check(({why: _why, ...conditions}) => Object.keys(conditions).length > 0, 'names no condition'),
);

export const userProfile = v.strictObject({
  command: v.optional(v.pipe(v.string(), v.regex(COMMAND, 'is no name of a command'))),
  extends: v.optional(v.literal('builtin')),
  about: v.optional(v.string()),
  bypass: v.optional(v.array(bypassRule), []),
  inner_command_at: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  tags: v.optional(v.record(v.string(), v.union([tagSource, v.array(tagSource)])), {}),
  value_flags: v.optional(strings, []),
  plain_flags: v.optional(v.array(v.strictObject({after: v.string(), flags: strings})), []),
  secret_flags: v.optional(v.array(secretFlag), []),
  secret_variables: v.optional(strings, []),
  prompt: v.optional(
    v.strictObject({
      first: pattern,
      continuation: v.optional(v.nullable(pattern), null),
      terminator: v.optional(v.nullable(v.string()), null),
    }),
  ),
});

export type UserProfile = v.InferOutput<typeof userProfile>;

/** @param builtIn What the profile is added to with `extends: builtin`; without it, only `command` counts. */
export function profileOf(user: UserProfile, command: string, builtIn: ShimProfile | undefined): ShimProfile {
  const base = user.extends === 'builtin' && builtIn !== undefined ? builtIn : {...defaultProfile(command), bypass: []};
  const innerCommandAt = user.inner_command_at ?? base.innerCommandAt;
  const prompt = user.prompt ?? base.prompt;
  const plainFlags = [...(base.plainFlags ?? []), ...user.plain_flags];
  return {
    command,
    about: user.about ?? base.about,
    bypass: [...base.bypass, ...(user.bypass as ShimProfile['bypass'])],
    tags: {...base.tags, ...tagsOf(user)},
    valueFlags: [...base.valueFlags, ...user.value_flags],
    ...(plainFlags.length === 0 ? {} : {plainFlags}),
    secretFlags: [...base.secretFlags, ...secretFlagsOf(user)],
    secretVariables: [...base.secretVariables, ...user.secret_variables],
    ...(innerCommandAt === undefined ? {} : {innerCommandAt}),
    ...(prompt === undefined ? {} : {prompt}),
    ...(base.firstRun === undefined ? {} : {firstRun: base.firstRun}),
  };
}

function tagsOf(user: UserProfile): ShimProfile['tags'] {
  const entries = Object.entries(user.tags).map(([name, sources]) => {
    const list = Array.isArray(sources) ? sources : [sources];
    return [name, list.map((source) => ('flag' in source ? {...source, flag: [source.flag].flat()} : source))];
  });
  return Object.fromEntries(entries) as ShimProfile['tags'];
}

function secretFlagsOf(user: UserProfile): ShimProfile['secretFlags'] {
  return user.secret_flags.map((item) =>
    typeof item === 'string' ? {flag: item, form: 'separate' as const} : (item as ShimProfile['secretFlags'][number]),
  );
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
