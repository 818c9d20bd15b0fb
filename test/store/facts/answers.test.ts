import {Answers} from '../../../src/store/facts/answers.ts';
import {BLOCK_ROWS, RowTable} from '../../../src/store/facts/row-table.ts';

const isHit = (key: number): boolean => key % 7 === 0;

/** Rows of even keys. */
function makeRows(count: number): RowTable {
  const rows = new RowTable();
  rows.insert(Array.from({length: count}, (_, index) => index * 2));
  return rows;
}

/** @param few What an index finds at once. */
function makeAnswers(rows: RowTable, few: readonly number[] | null = null) {
  const asked: [low: number, high: number][] = [];
  const answers = new Answers(rows, {
    isIndexed: false,
    between(low, high) {
      asked.push([low, high]);
      const keys = Array.from({length: high - low + 1}, (_, index) => low + index);
      return keys.filter(isHit);
    },
    few: () => few,
  });
  const check = () => {
    const out = new Uint8Array(rows.length);
    answers.fill(out, 0, rows.length);
    expect([...out]).toEqual(Array.from(out, (_, row) => Number(isHit(rows.numbers.key[row]!))));
    return asked.splice(0).length;
  };
  return {answers, check, asked};
}

describe('Answers', () => {
  test('asks for each block once', () => {
    const {check} = makeAnswers(makeRows(3 * BLOCK_ROWS + 5));
    expect([check(), check()]).toEqual([4, 0]);
  });

  test('asks again for the last block only where rows come behind the last one', () => {
    const rows = makeRows(3 * BLOCK_ROWS + 5);
    const {check} = makeAnswers(rows);
    check();
    rows.insert([rows.length * 2, rows.length * 2 + 14]);
    expect([check(), check()]).toEqual([1, 0]);
  });

  test('asks again from where a row came late or went', () => {
    const rows = makeRows(3 * BLOCK_ROWS + 5);
    const {check} = makeAnswers(rows);
    check();
    rows.insert([BLOCK_ROWS * 4 + 7]);
    expect([check(), check()]).toEqual([2, 0]);
    rows.remove(new Set([BLOCK_ROWS * 2 + 14]));
    expect([check(), check()]).toEqual([3, 0]);
  });

  test('asks again for the block of a row that became another one', () => {
    const rows = makeRows(3 * BLOCK_ROWS);
    const {check} = makeAnswers(rows);
    check();
    rows.touch(BLOCK_ROWS + 3);
    expect(check()).toBe(1);
  });

  test('where an index found few, asks only for what changed since', () => {
    const rows = makeRows(3 * BLOCK_ROWS);
    const hits = Array.from({length: rows.length}, (_, row) => row * 2).filter(isHit);
    const {check, answers} = makeAnswers(rows, hits);
    // The first block takes its time.
    const between = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(10);
    answers.fill(new Uint8Array(1), 0, 1);
    between.mockRestore();
    expect(check()).toBe(1);
    rows.insert([rows.length * 2 + 2]);
    expect(check()).toBe(1);
  });

  test('a part of a block is answered, too', () => {
    const rows = makeRows(2 * BLOCK_ROWS);
    const out = new Uint8Array(3);
    makeAnswers(rows).answers.fill(out, BLOCK_ROWS - 1, BLOCK_ROWS + 2);
    expect([...out]).toEqual([0, 1, 2].map((offset) => Number(isHit((BLOCK_ROWS - 1 + offset) * 2))));
  });
});
