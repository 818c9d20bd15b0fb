/** Derives a session's tags from its command line, environment and configuration files, as the profile describes. */
import {isAbsolute, join} from 'node:path';
import type {ShimProfile, TagSource} from '../../shims/profile.ts';
import type {Hello} from '../protocol/messages.ts';
import {type ParsedArguments, parseArguments} from './arguments.ts';
import {type Kubeconfig, mergeKubeconfigs} from './kubeconfig.ts';

/** Values longer than this are cut: a tag is a word to search for. */
const MAX_TAG_CHARS = 200;
/** Patterns look no further: an argument may have 128 KiB, and a pattern may need quadratic time. */
const MAX_MATCHED_CHARS = 4096;

type ReadFile = (path: string) => string | null;
/** Of HELLO, what tags are derived from. */
export type TagFacts = Pick<Hello, 'argv' | 'env' | 'cwd'>;

/** @param readFile Text of a file; null when it cannot be had. */
export function deriveTags(profile: ShimProfile, hello: TagFacts, readFile: ReadFile): Record<string, string> {
  const reader = new TagReader(profile, hello, readFile);
  const tags: Record<string, string> = {};
  for (const name of Object.keys(profile.tags)) {
    const value = reader.valueOf(name);
    if (value !== null) tags[`${profile.command}.${name}`] = value;
  }
  return tags;
}

class TagReader {
  private readonly args: ParsedArguments;
  private readonly known = new Map<string, string | null>();
  private kubeconfig: Kubeconfig | null = null;

  constructor(
    private readonly profile: ShimProfile,
    private readonly hello: TagFacts,
    private readonly readFile: ReadFile,
  ) {
    this.args = parseArguments(hello.argv.slice(1), profile);
  }

  /** The first source that yields wins. A tag that refers to itself has no value. */
  valueOf(name: string): string | null {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, null);
    for (const source of this.profile.tags[name] ?? []) {
      const value = this.read(source)?.slice(0, MAX_TAG_CHARS);
      if (value === undefined || value === '') continue;
      this.known.set(name, value);
      return value;
    }
    return null;
  }

  private read(source: TagSource): string | null {
    if ('flag' in source) return this.readFlag(source.flag, source.match);
    if ('variable' in source) return matched(this.hello.env[source.variable], source.match);
    if ('positional' in source) return matched(this.args.positionals[source.positional], source.match);
    if ('positionals' in source) return matched(this.args.positionals.join(' '), source.positionals);
    if ('kubeconfig' in source) return this.readKubeconfig(source.kubeconfig);
    if ('ini' in source) return this.readIni(source);
    if ('file' in source) return this.readFile(this.resolve(source.file))?.trim() || null;
    return source.constant;
  }

  /** The last value given for a flag holds, as most programs have it; the first flag that yields wins. */
  private readFlag(flags: readonly string[], match: string | undefined): string | null {
    for (const flag of flags) {
      for (const value of [...(this.args.flags.get(flag) ?? [])].reverse()) {
        const result = matched(value, match);
        if (result !== null && result !== '') return result;
      }
    }
    return null;
  }

  private readKubeconfig(field: 'current-context' | 'namespace' | 'cluster'): string | null {
    this.kubeconfig ??= mergeKubeconfigs(this.kubeconfigTexts());
    const context = this.readFlag(['--context'], undefined) ?? this.readFlag(['--kube-context'], undefined);
    const name = context ?? this.hello.env.HELM_KUBECONTEXT ?? this.kubeconfig.currentContext;
    if (field === 'current-context') return name;
    return name === null ? null : (this.kubeconfig.contexts.get(name)?.[field] ?? null);
  }

  private kubeconfigTexts(): string[] {
    const flag = this.readFlag(['--kubeconfig'], undefined);
    const list = flag === null ? this.hello.env.KUBECONFIG?.split(':').filter(Boolean) : [flag];
    const paths = list === undefined || list.length === 0 ? ['~/.kube/config'] : list;
    return paths.map((path) => this.readFile(this.resolve(path))).filter((text) => text !== null);
  }

  private readIni({ini, section, key}: {ini: string; section: string; key: string}): string | null {
    const home = this.hello.env.HOME;
    if (home === undefined) return null;
    const [path, wantedSection, wantedKey] = [ini, section, key].map((text) => this.fillIn(text));
    if (path === null || wantedSection === null || wantedKey === null) return null;
    const text = this.readFile(join(home, path!));
    return text === null ? null : readIniValue(text, wantedSection!, wantedKey!);
  }

  /** Replaces `{tag}` references; null when one has no value. */
  private fillIn(text: string): string | null {
    let isWhole = true;
    const filled = text.replaceAll(/\{([\w-]+)\}/g, (_reference, name: string) => {
      const value = this.valueOf(name);
      if (value === null || value.includes('/')) isWhole = false;
      return value ?? '';
    });
    return isWhole ? filled : null;
  }

  private resolve(path: string): string {
    if (path.startsWith('~/')) return join(this.hello.env.HOME ?? '/', path.slice(2));
    return isAbsolute(path) ? path : join(this.hello.cwd || '/', path);
  }
}

function matched(value: string | undefined, match: string | undefined): string | null {
  if (value === undefined || value === '') return null;
  if (match === undefined) return value;
  return new RegExp(match, 'u').exec(value.slice(0, MAX_MATCHED_CHARS))?.[1] ?? null;
}

function readIniValue(text: string, section: string, key: string): string | null {
  let isInside = false;
  for (const line of text.split('\n')) {
    const entry = line.trim();
    if (entry.startsWith('[')) {
      isInside = entry.slice(1).split(']', 1)[0]!.trim() === section;
      continue;
    }
    const equals = isInside ? entry.indexOf('=') : -1;
    if (equals > 0 && entry.slice(0, equals).trim() === key) return entry.slice(equals + 1).trim();
  }
  return null;
}
