import {createPalette} from '../../../src/cli/ansi.ts';
import {type Column, renderTable} from '../../../src/review/render/table.ts';
import {textWidth} from '../../../src/terminal/width.ts';

interface Fruit {
  name: string;
  count: number;
  about: string;
}

const FRUITS: Fruit[] = [
  {name: 'apple', count: 3, about: 'grows on trees, keeps the doctor away, and is what pies are made of'},
  {name: '林檎', count: 12, about: '同じもの'},
];

const COLUMNS: Column<Fruit>[] = [
  {title: 'NAME', text: ({name}) => name},
  {title: 'N', text: ({count}) => String(count), alignRight: true, expendable: 1},
  {title: 'ABOUT', text: ({about}) => about},
];

const render = (width: number, color = false) => renderTable(COLUMNS, FRUITS, {width, palette: createPalette(color)});

test('renderTable aligns by cells, also of wide characters', () => {
  expect(render(Number.POSITIVE_INFINITY)).toBe(
    [
      'NAME    N  ABOUT',
      'apple   3  grows on trees, keeps the doctor away, and is what pies are made of',
      '林檎   12  同じもの',
      '',
    ].join('\n'),
  );
});

test.each([20, 40, 43, 60])('renderTable stays within %i columns', (width) => {
  for (const line of render(width).split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
});

test('renderTable leaves out an expendable column before it cuts the last one short', () => {
  expect(render(40).split('\n')[0]).toBe('NAME   ABOUT');
  expect(render(41).split('\n')[1]).toBe('apple   3  grows on trees, keeps the doc…');
});

test('renderTable paints after it measured', () => {
  const [head] = render(60, true).split('\n');
  expect(head).toBe('\x1b[2mNAME\x1b[22m    \x1b[2mN\x1b[22m  \x1b[2mABOUT\x1b[22m');
});
