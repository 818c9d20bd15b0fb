/** Changes config.yaml as a careful person would: comments, order and style stay, nobody ever sees half a file. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap} from 'yaml';
import {systemErrorCode} from '../errors.ts';
import {checkSettings} from './check.ts';
import {configBroken, configUnwritable, settingInvalid} from './errors.ts';
import type {HomePaths} from './home.ts';
import {parseConfig} from './parse.ts';
import {spliceItems, spliceOut, spliceValue} from './splice.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** More links than this in a row are a circle; Linux has the same number. */
const MAX_LINKS = 40;

/**
 * Sets one setting.
 *
 * @param dottedKey `limits.store`, `commands.psql.capture`, `tags.team`.
 * @param value As YAML would give it: text, number, flag, list or map.
 * @throws {DdcotermError} SETTING_INVALID, CONFIG_BROKEN, CONFIG_UNWRITABLE; the file is then as it was.
 */
export function setConfigValue(paths: HomePaths, dottedKey: string, value: unknown): void {
  const path = dottedKey.split('.');
  checkValue(path, value);
  editConfig(paths, (document, text) => {
    const spliced = spliceValue(text, document, path, value);
    openGroups(document, path);
    document.setIn(path, document.createNode(value));
    return spliced;
  });
}

/** Adds names to the list `shims:`; those that are there stay where they are. */
export function addShimsToConfig(paths: HomePaths, names: readonly string[]): void {
  checkValue(['shims'], names);
  editConfig(paths, (document, text) => {
    const list = document.get('shims', true);
    if (!isSeq(list)) {
      const spliced = spliceValue(text, document, ['shims'], names);
      document.set('shims', document.createNode(names));
      return spliced;
    }
    const present = new Set(list.items.map(textOf));
    const added = names.filter((name) => !present.has(name));
    const spliced = spliceItems(text, list, added);
    for (const name of added) list.add(document.createNode(name));
    return spliced;
  });
}

/** Takes names out of the list `shims:`. A file that does not hold them is left alone. */
export function removeShimsFromConfig(paths: HomePaths, names: readonly string[]): void {
  editConfig(paths, (document, text) => {
    const list = document.get('shims', true);
    const isLeaving = (item: unknown) => names.includes(textOf(item));
    if (!isSeq(list) || !list.items.some(isLeaving)) return text;
    const spliced = spliceOut(text, list, isLeaving);
    list.items = list.items.filter((item) => !isLeaving(item));
    if (list.items.length === 0) list.flow = true;
    return spliced;
  });
}

const textOf = (item: unknown) => String(isScalar(item) ? item.value : item);

/** @throws {DdcotermError} SETTING_INVALID: the value does not fit, or the setting is unknown. */
export function checkValue(path: readonly string[], value: unknown): void {
  const plain = path.reduceRight<unknown>((inner, key) => ({[key]: inner}), value) as Record<string, unknown>;
  const [misfit] = checkSettings(plain).misfits;
  if (misfit !== undefined)
    throw settingInvalid(misfit.message.replace('; it is ignored', ''), misfit.cure.split(';')[0]!);
}

/**
 * Reads the file, has it changed, and writes it if that changed anything.
 *
 * @param edit Changes the document, and returns the text changed in the same way, or null where it cannot. The text is
 *   written when it means the same as the document; else the document as the library formats it.
 */
function editConfig(paths: HomePaths, edit: (document: Document, text: string) => string | null): void {
  const file = finalTarget(paths.config);
  const before = readOrEmpty(file);
  refuseBroken(before, paths.config);
  const document = parseDocument(before);
  const spliced = edit(document, before);
  const after = spliced !== null && meansTheSame(spliced, document) ? spliced : document.toString(styleOf(before));
  if (after !== before) writeConfigFile(file, after);
}

/** @throws {DdcotermError} CONFIG_BROKEN, CONFIG_UNWRITABLE: a change would be refused. */
export function checkEditable(paths: HomePaths): void {
  refuseBroken(readOrEmpty(finalTarget(paths.config)), paths.config);
}

function refuseBroken(text: string, file: string): void {
  const broken = parseConfig(text, file).problems.find(({code}) => code === 'CONFIG_SYNTAX');
  if (broken !== undefined) throw configBroken(broken);
}

function meansTheSame(text: string, document: Document): boolean {
  const reread = parseDocument(text);
  return reread.errors.length === 0 && isDeepStrictEqual(reread.toJS(), document.toJS());
}

/** Writes the file whole: a new one beside it, then renamed over it. `file` is no link. */
export function writeConfigFile(file: string, text: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(file), {recursive: true, mode: FOLDER_MODE});
    writeDurably(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, {force: true});
    throw configUnwritable(file, systemErrorCode(error) ?? 'it failed', error);
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'w', FILE_MODE);
  try {
    chmodSync(file, FILE_MODE); // also where an old temporary file of another mode was left behind
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Where a chain of links ends, there or not: dotfiles keep config.yaml elsewhere, and the link must stay one. */
export function finalTarget(path: string): string {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const next = readLink(target);
    if (next === null) return target;
    target = resolve(dirname(target), next);
  }
  throw configUnwritable(path, 'its links run in a circle', undefined);
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    // EINVAL: it is no link. ENOENT: nothing is there yet. Both end the chain.
    return null;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return '';
    throw configUnwritable(file, `it cannot be read (${systemErrorCode(error)})`, error);
  }
}

/** `limits:` with nothing behind it is null in YAML, and an alias cannot be written into: both become maps of their own. */
function openGroups(document: Document, path: readonly string[]): void {
  for (let length = 1; length < path.length; length++) {
    const group = path.slice(0, length);
    if (document.hasIn(group) && !isMap(document.getIn(group, true))) document.setIn(group, document.createNode({}));
    const node = document.getIn(group, true);
    if (isMap(node) && node.items.length === 0) (node as YAMLMap).flow = false;
  }
}

/** How the author of the file writes, as far as it can be told, so that a change touches one place. */
function styleOf(text: string): {lineWidth: 0; indent: number; indentSeq: boolean; flowCollectionPadding: boolean} {
  const indent = /^[^\s#-][^\n]*:[^\S\n]*\n(?:[^\S\n]*(?:#[^\n]*)?\n)*( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return {
    lineWidth: 0,
    indent: Math.min(Math.max(indent, 1), 8),
    indentSeq: !/^[^\s#-][^\n]*:[^\S\n]*\n-\s/m.test(text),
    flowCollectionPadding: /[[{] \S/.test(text),
  };
}
