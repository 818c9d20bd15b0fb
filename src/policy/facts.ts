/** What snippets are told about an invocation. */

export interface PolicyFacts {
  /** `kubectl` */
  executable: string;
  /** Without argv[0]. */
  args: readonly string[];
  /** Of the kubeconfig that the command would read; null where there is none. */
  k8sCurrentContext: string | null;
  /** Variables of the allow-list. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  user: string;
  host: string;
  /** The command's input is a terminal: somebody can be asked. */
  isTty: boolean;
  /** Of the repository around `cwd`; null outside of one, and where no branch is checked out. */
  gitBranch: string | null;
  /** From the profile and the settings, by their last names: `namespace` for `kubectl.namespace`. */
  tags: Readonly<Record<string, string>>;
  /** Of the start, milliseconds since 1970. */
  atMs: number;
}

/**
 * `--name value` and `--name=value`; the last one wins. A flag without a value (it is the last word, or another flag comes
 * behind it) is `true`. Nothing behind `--` is a flag.
 */
export function readFlags(args: readonly string[]): Record<string, string | true> {
  const flags: [string, string | true][] = [];
  for (const [index, word] of args.entries()) {
    if (word === '--') break;
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (match === null) continue;
    const next = args[index + 1];
    const value = match[2] ?? (next === undefined || next.startsWith('-') ? true : next);
    flags.push([match[1]!, value]);
  }
  return Object.fromEntries(flags);
}
