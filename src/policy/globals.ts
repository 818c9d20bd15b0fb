/** The names that snippets find without declaring them. */

/** What a snippet can do nothing with but compute. No io, os, require, load, debug, getfenv, _G. */
export const LIBRARY_NAMES: readonly string[] =
  `string math table utf8 bit32 buffer vector type typeof tostring tonumber ipairs pairs next select unpack
  assert error pcall xpcall rawequal rawget rawset rawlen getmetatable setmetatable coroutine _VERSION`
    .trim()
    .split(/\s+/);

/** About the invocation: `renderPrelude` gives them their values. */
export const FACT_NAMES = [
  'executable',
  'args',
  'flags',
  'k8s_current_context',
  'k8s_context',
  'env',
  'cwd',
  'user',
  'host',
  'is_tty',
  'git_branch',
  'tags',
  'time',
] as const;

/** `print` is there and prints nothing. */
export const GLOBAL_NAMES: readonly string[] = [...LIBRARY_NAMES, ...FACT_NAMES, 'has_arg', 'print'];
