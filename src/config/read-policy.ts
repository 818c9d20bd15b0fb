/** `process_config` of a checked file, its snippets with the lines they have there. Pure. */
import {type Document, isMap, isSeq, type LineCounter, Scalar, visit} from 'yaml';
import type {CommandPolicy, Policy, Snippet} from './policy.ts';
import type {ConfigFile} from './schema.ts';

/** Where the first line of a snippet is, by its text. */
export interface SnippetPlaces {
  file: string;
  /** From 1; of texts that stand there twice the first. */
  lines: ReadonlyMap<string, number>;
}

export function snippetPlaces(document: Document, file: string, counter: LineCounter): SnippetPlaces {
  const lines = new Map<string, number>();
  const section = isMap(document.contents) ? document.contents.get('process_config', true) : undefined;
  if (!isMap(section) && !isSeq(section)) return {file, lines};
  visit(section, {
    Scalar(_, {value, range, type}) {
      if (range === undefined || range === null || lines.has(String(value))) return;
      const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
      lines.set(String(value), counter.linePos(range[0]).line + (isBlock ? 1 : 0));
    },
  });
  return {file, lines};
}

export function readPolicy(settings: ConfigFile, places: SnippetPlaces): Policy {
  const {commands = [], default_actions: defaultActions = null} = settings.process_config ?? {};
  const snippet = (source: string): Snippet => ({source, file: places.file, line: places.lines.get(source) ?? 1});
  return {
    commands: commands.map(
      ({command, lints = [], rules = []}): CommandPolicy => ({
        command,
        lints: lints.map(snippet),
        rules: rules.map(({rule, actions}) => ({
          condition: typeof rule === 'boolean' ? rule : snippet(rule),
          actions,
          line: places.lines.get(String(rule)) ?? 1,
        })),
      }),
    ),
    defaultActions,
    lintWithoutTerminal: settings.lint_without_terminal ?? null,
    onPolicyError: settings.on_policy_error ?? 'open',
    fails: false,
  };
}
