import * as fc from 'fast-check';
import {Params} from '../../src/terminal/params.ts';
import {applySgr, renderSgr} from '../../src/terminal/sgr.ts';
import {ColorMode, DEFAULT_STYLE, type Style, StyleFlag} from '../../src/terminal/style.ts';

function paramsOf(body: string): Params {
  const params = new Params();
  params.reset();
  for (const char of body) params.add(char.charCodeAt(0));
  return params;
}

const apply = (body: string, style: Style = DEFAULT_STYLE) => applySgr(style, paramsOf(body));

describe('applySgr', () => {
  test.each([
    ['31', {foreground: ColorMode.Basic16 | 1}],
    ['107', {background: ColorMode.Basic16 | 15}],
    ['38;5;201', {foreground: ColorMode.Palette256 | 201}],
    ['38:5:201', {foreground: ColorMode.Palette256 | 201}],
    ['48;2;1;2;3', {background: ColorMode.Rgb | 0x010203}],
    ['48:2::1:2:3', {background: ColorMode.Rgb | 0x010203}],
    ['58:5:9;4:3', {underlineColor: ColorMode.Palette256 | 9, flags: 3}],
    ['4', {flags: 1}],
    ['21', {flags: 2}],
    ['4:9', {flags: 1}],
    [
      '1;3;7;38;5;7;9',
      {
        foreground: ColorMode.Palette256 | 7,
        flags: StyleFlag.Bold | StyleFlag.Italic | StyleFlag.Inverse | StyleFlag.Strikethrough,
      },
    ],
    ['38;5', {foreground: ColorMode.Palette256}],
    ['38', {}],
    ['', {}],
    ['1;;4', {flags: 1}],
  ])('reads %j', (body, change) => {
    expect(apply(body)).toEqual({...DEFAULT_STYLE, ...change});
  });

  test.each([
    ['22', 'Bold and Dim', StyleFlag.Italic],
    ['23', 'Italic', StyleFlag.Bold | StyleFlag.Dim],
  ])('%s takes %s away', (body, _, flags) => {
    const before = {...DEFAULT_STYLE, flags: StyleFlag.Bold | StyleFlag.Dim | StyleFlag.Italic};
    expect(apply(body, before).flags).toBe(flags);
  });

  test.each(['39;49;59', '0', ''])('%j takes the colours away', (body) => {
    expect(apply(body, apply('31;42;58;5;3'))).toEqual(DEFAULT_STYLE);
  });

  test('does not change the style it is given', () => {
    const style = apply('1;31');
    apply('4;32', style);
    expect(style).toEqual(apply('1;31'));
  });
});

describe('renderSgr', () => {
  const color = fc.oneof(
    fc.constant(0),
    fc.nat(15).map((value) => ColorMode.Basic16 | value),
    fc.nat(255).map((value) => ColorMode.Palette256 | value),
    fc.nat(0xffffff).map((value) => ColorMode.Rgb | value),
  );
  const style = fc.record({
    foreground: color,
    background: color,
    underlineColor: color.filter((value) => (value & ColorMode.Rgb) !== ColorMode.Basic16),
    flags: fc.tuple(fc.nat(5), fc.nat(0xff)).map(([underline, flags]) => underline | (flags << 3)),
  });

  test('writes what applySgr reads back, whatever the pen was before', () => {
    fc.assert(
      fc.property(style, style, (wanted, before) => {
        const body = renderSgr(wanted).slice(2, -1);
        expect(apply(body, before)).toEqual(wanted);
      }),
    );
  });
});
