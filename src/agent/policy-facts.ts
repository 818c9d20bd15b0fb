/** What snippets are told, from HELLO and the files that it points at. */
import {dirname, isAbsolute, join, resolve} from 'node:path';
import type {ShimProfile} from '../../shims/profile.ts';
import type {PolicyFacts} from '../policy/facts.ts';
import {mergeKubeconfigs} from './kubeconfig.ts';
import {deriveTags, type TagFacts} from './profile-tags.ts';

type ReadFile = (path: string) => string | null;

/** As in HELLO. */
export interface Invocation extends TagFacts {
  name: string;
  effectiveUser: string;
  host: string;
  /** stdin is a terminal. */
  isTty: boolean;
  startedAtMs: number;
  /** Of the command line. */
  tags?: Record<string, string>;
}

/** @param readFile Text of a file; null when it cannot be had. */
export function policyFacts(invocation: Invocation, profile: ShimProfile, readFile: ReadFile): PolicyFacts {
  const {name, argv, env, cwd, effectiveUser, host, isTty, startedAtMs} = invocation;
  const prefix = `${profile.command}.`;
  const tags = Object.entries({...deriveTags(profile, invocation, readFile), ...invocation.tags});
  return {
    executable: name,
    args: argv.slice(1),
    k8sCurrentContext: readCurrentContext(env, readFile),
    env,
    cwd,
    user: effectiveUser,
    host,
    isTty,
    gitBranch: readGitBranch(cwd, readFile),
    tags: Object.fromEntries(
      tags.map(([key, value]) => [key.startsWith(prefix) ? key.slice(prefix.length) : key, value]),
    ),
    atMs: startedAtMs,
  };
}

function readCurrentContext(env: TagFacts['env'], readFile: ReadFile): string | null {
  const paths = env.KUBECONFIG?.split(':').filter(Boolean) ?? [join(env.HOME ?? '/', '.kube/config')];
  return mergeKubeconfigs(paths.map((path) => readFile(path)).filter((text) => text !== null)).currentContext;
}

/** `.git/HEAD` of the nearest repository, also of a work tree whose `.git` is a file: gitrepository-layout(5). */
function readGitBranch(cwd: string, readFile: ReadFile): string | null {
  if (!isAbsolute(cwd)) return null;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const linked = /^gitdir: (.+)$/m.exec(readFile(git) ?? '')?.[1];
    const head = readFile(join(linked === undefined ? git : resolve(folder, linked), 'HEAD'));
    if (head !== null) return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null;
    if (folder === dirname(folder)) return null;
  }
}
