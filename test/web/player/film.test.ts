import {Film} from '../../../src/web/player/film.ts';
import {Recording} from '../../../src/web/player/recording.ts';
import type {RecordingSource} from '../../../src/web/player/recording-source.ts';
import {Stage} from '../../../src/web/player/stage.ts';

const SIZE = {columns: 20, rows: 4};

/** Three members; the last begins with a keyframe. */
const MEMBERS = [
  '{"version":3,"term":{"cols":20,"rows":4}}\n#ddcoterm {"member":0,"startUs":0}\n[1.0,"o","one\\r\\n"]\n[1.0,"o","two\\r\\n"]\n',
  '#ddcoterm {"member":1,"startUs":2000000}\n[1.0,"o","three\\r\\n"]\n',
  '#ddcoterm {"member":2,"startUs":3000000}\n#keyframe {"us":3000000,"columns":20,"rows":4,"screen":"one\\r\\ntwo\\r\\nthree\\r\\n"}\n' +
    '[1.0,"o","a\\r\\nb\\r\\nc\\r\\nd\\r\\ne\\r\\nf"]\n',
];

class MemorySource implements RecordingSource {
  readonly asked: string[] = [];
  members = [...MEMBERS];
  failure: Error | null = null;

  async readIndex() {
    return {
      keyframes: [
        {sequence: 0, startUs: 0},
        {sequence: 2, startUs: 3_000_000},
      ],
      durationUs: 4_000_000,
      hasHoles: false,
    };
  }

  async readText(first: number, last: number | null) {
    this.asked.push(`${first}-${last ?? ''}`);
    if (this.failure !== null) throw this.failure;
    return {text: this.members.slice(first, last === null ? undefined : last + 1).join(''), hasHoles: false};
  }
}

let source: MemorySource;
let recording: Recording;
let film: Film;

beforeEach(async () => {
  source = new MemorySource();
  recording = new Recording(source);
  await recording.open();
  film = new Film(recording, new Stage(SIZE.columns, SIZE.rows, false), SIZE);
});

afterEach(() => {
  recording.close();
  film.close();
});

describe('Film', () => {
  test.each([
    [0, ''],
    [1_000_000, 'one'],
    [2_500_000, 'one\ntwo'],
    [3_500_000, 'one\ntwo\nthree'],
    [9_000_000, 'c\nd\ne\nf'],
  ])('shows at %d µs what was on the screen', async (us, text) => {
    expect(await film.seek(us)).toBe(true);
    expect(film.stage.text()).toBe(text);
  });

  test('asks only for what the moment needs, and once', async () => {
    await film.seek(3_500_000);
    await film.seek(3_200_000);
    expect(source.asked).toEqual(['2-']);
    await film.seek(100);
    expect(source.asked).toEqual(['2-', '0-1']);
  });

  test('gives way to a later seek', async () => {
    const [first, second] = await Promise.all([film.seek(9_000_000), film.seek(1_000_000)]);
    expect([first, second, film.stage.text()]).toEqual([false, true, 'one']);
  });

  test('stops behind the line that is searched for, in the middle of a flood', async () => {
    await film.seekText(4_000_000, '  b ');
    expect(film.stage.text()).toBe('two\nthree\na\nb'.split('\n').slice(-3).join('\n'));
    await film.seek(4_000_000);
    expect(film.stage.text()).toBe('c\nd\ne\nf');
  });

  test('finds a line that was written a little after the moment that is noted for it, also in the next chunk', async () => {
    await film.seekText(1_950_000, 'two');
    expect([film.stage.text(), film.positionUs]).toEqual(['one\ntwo', 2_000_000]);
    await film.seekText(3_950_000, 'b');
    expect(film.stage.text()).toBe('three\na\nb');
  });

  test('shows a screen that something draws at once or takes away', async () => {
    source.members[1] =
      '#ddcoterm {"member":1,"startUs":2000000}\n[1.0,"o","\\u001b[2J\\u001b[2;3Hdrawn\\u001b[4;1H"]\n';
    await film.seekText(2_000_000, 'two');
    expect(film.stage.text()).toBe('one\ntwo');
    await film.seekText(2_950_000, 'drawn');
    expect(film.stage.text()).toBe('\n  drawn');
    await film.seekText(3_000_000 - 1, 'one');
    expect(film.stage.text()).toBe('one\ntwo');
  });

  test('shows what something drew and took away at once', async () => {
    source.members[1] =
      '#ddcoterm {"member":1,"startUs":2000000}\n[1.0,"o","\\u001b[?1049h\\u001b[2;1Hdrawn\\u001b[4;1H\\u001b[?1049lback"]\n';
    await film.seekText(3_000_000 - 1, 'drawn');
    expect(film.stage.text()).toBe('\ndrawn');
    await film.seek(3_000_000 - 1);
    expect(film.stage.text()).toBe('one\ntwo');
  });

  test('shows the moment all the same where the text is not found', async () => {
    await film.seekText(4_000_000, 'nowhere');
    expect(film.stage.text()).toBe('c\nd\ne\nf');
  });

  test('steps from change to change, over the bounds of chunks', async () => {
    expect(await film.nextFrameUs(0)).toBe(1_000_000);
    expect(await film.nextFrameUs(3_000_000)).toBe(4_000_000);
    expect(await film.nextFrameUs(4_000_000)).toBeNull();
    expect(await film.previousFrameUs(4_000_000)).toBe(3_000_000);
    expect(await film.previousFrameUs(1_500_000)).toBe(0);
  });

  test('goes on into the next chunk when it is loaded', async () => {
    await film.seek(2_900_000);
    film.apply();
    expect(film.nextUs).toBeNull();
    film.readAhead();
    await recording.load(1);
    film.readAhead();
    expect(film.nextUs).toBe(4_000_000);
    film.apply();
    expect(film.isAtEnd).toBe(true);
  });

  test('waits at the end of what is loaded, and says so where it cannot go on', async () => {
    await film.seek(2_900_000);
    expect(film.isStarved).toBe(false);
    film.apply();
    expect([film.isStarved, film.isAtEnd]).toEqual([true, false]);
    source.failure = new Error('nobody answers');
    await expect(film.loadNext()).rejects.toBe(source.failure);
    expect(film.isStarved).toBe(true);
    source.failure = null;
    await film.loadNext();
    expect([film.isStarved, film.nextUs]).toEqual([false, 4_000_000]);
  });

  test('grows with a live session, also where news and list tell the same', async () => {
    await film.seek(4_000_000);
    source.members.push('#ddcoterm {"member":3,"startUs":4000000}\n[1.0,"o","!"]\n');
    const news = {sequence: 3, startUs: 4_000_000, keyframe: false};
    await recording.append([news], 5_000_000);
    await recording.append([news], 5_000_000);
    expect(film.nextUs).toBe(5_000_000);
    film.apply();
    expect(film.stage.text().endsWith('f!')).toBe(true);
    expect(film.isAtEnd).toBe(true);
    expect(recording.durationUs).toBe(5_000_000);
    expect(recording.lastSequence).toBe(3);
  });
});
