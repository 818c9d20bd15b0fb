/**
 * Changes the text of a YAML file in one place and leaves every other byte. Each function gives null where the file is
 * written in a way that it does not know; the caller then writes the whole document anew. Pure.
 */
import {type Document, isMap, isScalar, type Node, type Pair, Scalar, stringify, type YAMLSeq} from 'yaml';

type Path = readonly string[];

/** Replaces a scalar that stands on its line, or adds the setting behind the others of its group. */
export function spliceValue(text: string, document: Document, path: Path, value: unknown): string | null {
  const old = document.getIn(path, true);
  if (old !== undefined) return isScalar(old) ? replaceScalar(text, old, value) : null;
  for (let length = path.length - 1; length >= 0; length--) {
    const group = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (group === undefined) continue;
    const rest = path.slice(length).reduceRight<unknown>((inner, key) => ({[key]: inner}), value);
    if (isMap(group) && !group.flow) return appendLines(text, group.items as Pair[], stringify(rest, {lineWidth: 0}));
    return group === null ? `${endLine(text)}${stringify(rest, {lineWidth: 0})}` : null;
  }
  return null;
}

/** Adds names at the end of a list. */
export function spliceItems(text: string, list: YAMLSeq, names: readonly string[]): string | null {
  const last = list.items.at(-1);
  const range = (last as Node | undefined)?.range;
  if (!range) return null;
  const words = names.map((name) => stringify(name, {lineWidth: 0}).trim());
  if (list.flow) return insert(text, range[1], words.map((word) => `, ${word}`).join(''));
  const dash = text.lastIndexOf('-', range[0]);
  const indent = ' '.repeat(columnOf(text, dash));
  return insertAfterLine(text, range[1], words.map((word) => `${indent}- ${word}\n`).join(''));
}

/** Takes out the lines of a block list's items; their comments on the same line go with them. */
export function spliceOut(text: string, list: YAMLSeq, isLeaving: (item: unknown) => boolean): string | null {
  if (list.flow || list.items.every(isLeaving)) return null;
  let rest = text;
  for (const item of list.items.filter(isLeaving).reverse()) {
    const range = (item as Node).range;
    if (!range) return null;
    const start = rest.lastIndexOf('\n', range[0]) + 1;
    if (!/^\s*- *$/.test(rest.slice(start, range[0]))) return null;
    rest = rest.slice(0, start) + rest.slice(lineEnd(rest, range[1]));
  }
  return rest;
}

function replaceScalar(text: string, old: Scalar, value: unknown): string | null {
  const isFlow = old.type === Scalar.PLAIN || old.type === Scalar.QUOTE_DOUBLE || old.type === Scalar.QUOTE_SINGLE;
  const range = old.range;
  if (!isFlow || !range || old.value === null || typeof value === 'object') return null;
  const node = new Scalar(value);
  if (typeof value === 'string' && old.type) node.type = old.type;
  return text.slice(0, range[0]) + stringify(node, {lineWidth: 0}).trim() + text.slice(range[1]);
}

function appendLines(text: string, pairs: Pair[], lines: string): string | null {
  const last = pairs.at(-1);
  const key = (last?.key as Node | undefined)?.range;
  const end = (last?.value as Node | null | undefined)?.range ?? key;
  if (!key || !end) return null;
  const indent = ' '.repeat(columnOf(text, key[0]));
  return insertAfterLine(text, end[1], lines.trimEnd().replace(/^/gm, indent).concat('\n'));
}

function insertAfterLine(text: string, offset: number, lines: string): string {
  // What ends with its line, such as a block of text, has its end at the start of the next one.
  const isAtLineStart = offset > 0 && text[offset - 1] === '\n';
  return insert(endLine(text), isAtLineStart ? offset : lineEnd(endLine(text), offset), lines);
}

const insert = (text: string, offset: number, addition: string) =>
  text.slice(0, offset) + addition + text.slice(offset);

/** Offset behind the line break that ends the line of `offset`. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

const endLine = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const columnOf = (text: string, offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);
