/** A command line taken apart as far as a profile allows: flags with their values, and what is left. Pure. */
import type {ShimProfile} from '../../shims/profile.ts';

export interface ParsedArguments {
  /** Values by flag as written (`-n`, `--namespace`), in order; `''` for a flag that stood alone. */
  flags: Map<string, string[]>;
  positionals: string[];
}

/** @param args argv without argv[0]. */
export function parseArguments(args: readonly string[], profile: ShimProfile): ParsedArguments {
  const parsed: ParsedArguments = {flags: new Map(), positionals: []};
  const valueFlags = new Set(profile.valueFlags);
  const meet = (positional: string) => {
    parsed.positionals.push(positional);
    for (const {after, flags} of profile.plainFlags ?? []) {
      if (after === positional) for (const flag of flags) valueFlags.delete(flag);
    }
  };
  const note = (flag: string, value: string) => {
    const values = parsed.flags.get(flag);
    if (values === undefined) parsed.flags.set(flag, [value]);
    else values.push(value);
  };
  const innerAt = profile.innerCommandAt ?? Number.POSITIVE_INFINITY;
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      // Not pushed one by one: argv may hold more words than a call takes arguments.
      parsed.positionals = parsed.positionals.concat(args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (parsed.positionals.length >= innerAt) {
        parsed.positionals = parsed.positionals.concat(args.slice(at));
        break;
      }
      meet(word);
    } else if (word.includes('=') && (word.startsWith('--') || !valueFlags.has(word.slice(0, 2)))) {
      const equals = word.indexOf('=');
      note(word.slice(0, equals), word.slice(equals + 1));
    } else if (valueFlags.has(word)) {
      note(word, args[++at] ?? '');
    } else if (word.startsWith('--')) {
      note(word, '');
    } else {
      at += noteShortFlags(word, args[at + 1], valueFlags, note);
    }
  }
  return parsed;
}

/** `-itn prod`, `-nprod`, `-chdir`. @returns 1 when the next word was taken as a value, else 0. */
function noteShortFlags(
  word: string,
  next: string | undefined,
  valueFlags: ReadonlySet<string>,
  note: (flag: string, value: string) => void,
): 0 | 1 {
  for (let at = 1; at < word.length; at++) {
    const flag = `-${word[at]}`;
    if (!valueFlags.has(flag)) {
      note(flag, '');
      continue;
    }
    const attached = word.slice(at + 1);
    if (attached !== '') {
      note(flag, attached.startsWith('=') ? attached.slice(1) : attached);
      return 0;
    }
    note(flag, next ?? '');
    return 1;
  }
  return 0;
}
