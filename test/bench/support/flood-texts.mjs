/** Texts that programs flood a terminal with, as it gets them (CR LF), the same at every run. */

const WORDS =
  'connection pool timeout retry user order payment shipped accepted rejected worker queue cache miss hit refresh ' +
  'session started finished handler request response upstream backend database index updated deleted created by for';
const LEVELS = ['INFO', 'WARN', 'DEBUG', 'ERROR'];
/** Bytes that are made; more is the same again. 32 KiB is all that gzip looks back. */
const BLOCK_BYTES = 8 * 1024 * 1024;

/** @returns Log text, coloured text and UTF-8 text, `megabytes` of each. */
export function floods(megabytes) {
  return {
    'log text': flood(megabytes, logLine),
    coloured: flood(megabytes, colouredLine),
    'UTF-8': flood(megabytes, unicodeLine),
  };
}

function flood(megabytes, line) {
  const random = createRandom();
  const block = [];
  for (let n = 0, chars = 0; chars < BLOCK_BYTES; n++) {
    const text = line(n, random);
    block.push(text);
    chars += text.length;
  }
  const bytes = Buffer.from(block.join(''));
  return Buffer.concat(Array.from({length: Math.ceil((megabytes * 1024 * 1024) / bytes.length)}, () => bytes));
}

/** Numerical Recipes' generator: the same numbers every time. */
function createRandom() {
  let state = 12345;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

const WORD_LIST = WORDS.split(' ');
const sentence = (random, count) => Array.from({length: count}, () => WORD_LIST[random(WORD_LIST.length)]).join(' ');
const clock = (n) =>
  `09:${String(Math.floor(n / 600) % 60).padStart(2, '0')}:${String(Math.floor(n / 10) % 60).padStart(2, '0')}`;

const logLine = (n, random) =>
  `2026-11-24T${clock(n)}.${String(random(1000)).padStart(3, '0')} ${LEVELS[random(4)]} worker-${random(16)} ` +
  `[req-${random(1e9).toString(16)}] ${sentence(random, 4 + random(8))} took ${random(977)} ms status ${200 + random(5)}\r\n`;

const colouredLine = (n, random) =>
  `\x1b[2m2026-11-24T${clock(n)}Z\x1b[0m \x1b[3${random(8)}m${LEVELS[random(4)]}\x1b[0m \x1b[1mworker-${random(16)}\x1b[22m ` +
  `${sentence(random, 3 + random(6))} \x1b[36mid\x1b[0m=${random(1e9).toString(16)} \x1b[38;5;${random(256)}m${random(977)} ms\x1b[0m\r\n`;

const unicodeLine = (n, random) =>
  `2026-11-24 ${clock(n)} café ✓ 漢字 ${random(1e6)} größe naïve → ${sentence(random, 3 + random(6))} señor ` +
  `${random(977)} µs 日本語テキスト ✗ done ${random(1e9).toString(16)}\r\n`;
