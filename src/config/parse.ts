/** config.yaml's text to settings and problems, each with its line. Pure. */
import {type Document, isMap, isNode, isScalar, LineCounter, type Node, type Pair, parseDocument, visit} from 'yaml';
import {checkSettings, type Misfit, type SettingPath} from './check.ts';
import type {Policy} from './policy.ts';
import type {ConfigProblem} from './problem.ts';
import {readPolicy, snippetPlaces} from './read-policy.ts';
import {salvage} from './salvage.ts';
import type {ConfigFile} from './schema.ts';
import {isKeyName} from './secret-keys.ts';

export interface ParsedConfig {
  settings: ConfigFile;
  /** As written, also what other parts read; without what is broken. */
  plain: Record<string, unknown>;
  /** `process_config` with the lines of its snippets. */
  policy: Policy;
  /** Where a setting stands, or the nearest one around it. */
  placeOf: (path: SettingPath) => Located;
  problems: ConfigProblem[];
}

export type Located = Pick<ConfigProblem, 'file' | 'line' | 'column'>;

/** @param file Its name, for the problems. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const lines = new LineCounter();
  const sound = salvage(text);
  const document = parseDocument(sound.text, {lineCounter: lines, prettyErrors: false});
  keepKeysAsWritten(document);
  const locate = (offset: number | undefined): Located => locateOffset(file, lines, offset);

  const faults = [...sound.faults, ...document.errors.map(({pos, message}) => ({offset: pos[0], message}))];
  const problems: ConfigProblem[] = faults.map(({offset, message}) => ({...syntaxProblem(message), ...locate(offset)}));
  const plain: Record<string, unknown> = {};
  for (const pair of soundPairs(document, problems, locate)) {
    const read = readPair(pair, document);
    if ('failure' in read) problems.push({...syntaxProblem(read.failure), ...locate(startOf(pair.key))});
    else plain[read.key] = read.value;
  }

  const {settings, misfits} = checkSettings(plain);
  for (const misfit of misfits) {
    problems.push({
      ...misfitProblem(misfit),
      ...locate(offsetOf(document, misfit.path, misfit.kind === 'unknown-key')),
    });
  }
  const policy = readPolicy(settings, snippetPlaces(document, file, lines));
  const placeOf = (path: SettingPath) => locate(offsetOf(document, path, false));
  return {settings, plain, policy, placeOf, problems: problems.sort(byPlace)};
}

const byPlace = (a: Located, b: Located) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

/** To YAML a key of digits, or with one `e` among them, is a number, of which sixteen digits would be left. */
function keepKeysAsWritten(document: Document): void {
  visit(document, {
    Pair(_, {key, value}) {
      if (!isScalar(key) || !isKeyName(String(key.value)) || !isScalar(value)) return;
      if (typeof value.value === 'number' && value.source !== undefined) value.value = value.source;
    },
  });
}

/** The top-level settings that no error of the whole touches, such as one that is there twice. */
function soundPairs(
  document: Document.Parsed,
  problems: ConfigProblem[],
  locate: (offset: number | undefined) => Located,
): Pair[] {
  const {contents} = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) {
    problems.push({...syntaxProblem('the file is not a map of settings'), ...locate(startOf(contents))});
    return [];
  }
  const pairs = contents.items as Pair[];
  const starts = pairs.map((pair) => startOf(pair.key) ?? 0);
  return pairs.filter((_, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    return !document.errors.some(({pos}) => pos[0] >= starts[index]! && pos[0] < end);
  });
}

function readPair(pair: Pair, document: Document): {key: string; value: unknown} | {failure: string} {
  try {
    const key = isNode(pair.key) ? pair.key.toJS(document) : pair.key;
    return {key: String(key), value: isNode(pair.value) ? pair.value.toJS(document) : pair.value};
  } catch (error) {
    // An alias without its anchor, or a file that unfolds into millions of nodes.
    return {failure: error instanceof Error ? error.message : String(error)};
  }
}

function syntaxProblem(state: string): Omit<ConfigProblem, keyof Located> {
  const [first = ''] = state.split('\n');
  return {
    code: 'CONFIG_SYNTAX',
    severity: 'error',
    key: null,
    message: `Cannot read settings: ${first.replace(/\.$/, '')}`,
    cure: 'Correct the YAML at this place; until then the defaults hold for what is broken',
  };
}

function misfitProblem({kind, path, message, cure}: Misfit): Omit<ConfigProblem, keyof Located> {
  return kind === 'unknown-key'
    ? {code: 'CONFIG_UNKNOWN_KEY', severity: 'warning', key: path.join('.'), message, cure}
    : {code: 'CONFIG_VALUE', severity: 'error', key: path.join('.'), message, cure};
}

/** Where the value at `path` begins, or its key; the nearest enclosing one where it has no place of its own. */
function offsetOf(document: Document, path: SettingPath, ofKey: boolean): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({key}) => isScalar(key) && String(key.value) === name) : undefined;
    const node = ofKey && length === path.length ? pair?.key : document.getIn(path.slice(0, length), true);
    const offset = startOf(node) ?? startOf(pair?.key);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function locateOffset(file: string, lines: LineCounter, offset: number | undefined): Located {
  if (offset === undefined) return {file, line: null, column: null};
  const {line, col} = lines.linePos(offset);
  return {file, line, column: col};
}
