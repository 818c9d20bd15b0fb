/** Innocent text stays: at most one mask in a megabyte of everyday output, and none in hashes and UUIDs. */
import {join} from 'node:path';
import {MaskedStream} from '../../src/cli/redact/masked-stream.ts';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {type EverydayText, everydayTexts} from './support/everyday.ts';

const MIN_CHARS = 5_000_000;

describe('Everyday output', () => {
  const texts = everydayTexts(join(__dirname, '../..'));
  const found = texts.map((text) => ({text, masks: masksIn(text)}));

  test('is at least 5 MB', () => {
    expect(texts.reduce((sum, {text}) => sum + text.length, 0)).toBeGreaterThan(MIN_CHARS);
  });

  test('of hashes and identifiers is never masked', () => {
    expect(found.filter(({text}) => text.isHashes).flatMap(({masks}) => masks)).toEqual([]);
  });

  test('is masked at most once in a megabyte', () => {
    const all = found.flatMap(({masks}) => masks);
    const most = Math.floor(texts.reduce((sum, {text}) => sum + text.length, 0) / 1e6);
    // Which ones, where there are too many.
    expect(all.length <= most ? [] : all).toEqual([]);
  });
});

function masksIn({name, text}: EverydayText): string[] {
  const stream = new MaskedStream(BUILT_IN_RULES);
  const lines = text.split('\n');
  return [...stream.push(Buffer.from(text)), ...stream.finish()].flatMap(({masks}) =>
    masks.map(({rule, line}) => `${rule} in ${name}: ${(lines[line - 1] ?? '').trim().slice(0, 160)}`),
  );
}
