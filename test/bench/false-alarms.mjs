/**
 * Innocent output that would be masked, in spans per megabyte: what the test reads, and besides what this machine has of
 * documents, source code, settings and programs in base64. DDCOTERM_BENCH_MB: of each kind (2).
 */
import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';

const WANTED_BYTES = Number(process.env.DDCOTERM_BENCH_MB ?? 2) * 1024 * 1024;
const BAR = 1;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const {everydayTexts, MaskedStream, BUILT_IN_RULES} = await loadSource(
  'test/redact/support/everyday.ts',
  'src/cli/redact/masked-stream.ts',
  'src/redact/rules/index.ts',
);

/** Commands whose output this machine has; one that fails has none. */
const COMMANDS = {
  'git log -p': 'git log -p -n 400 -- src/agent src/store src/review src/terminal src/relay src/host',
  'man pages': 'for m in bash gcc git-config perlfunc systemd.exec openssl-enc curl tmux vim; do man $m | col -b; done',
  'dpkg -l and its logs': 'dpkg -l; cat /var/log/dpkg.log',
  'find /usr': 'find /usr -printf "%M %u %s %p\\n"',
  Python: 'find /usr/lib/python3* -name "*.py" -size -200k | sort | head -400 | xargs cat',
  'C headers': 'find /usr/include -name "*.h" | sort | head -400 | xargs cat',
  'change logs': 'find /usr/share/doc -name "changelog*" | sort | head -300 | xargs zcat -f',
  'strings of programs': 'strings -n 6 /usr/bin/git /usr/bin/bash /usr/bin/openssl',
  'programs in base64': 'head -c 2000000 /usr/bin/git | base64',
  sha256sum: 'find /usr/lib -type f | sort | head -8000 | xargs sha256sum',
  processes: 'ps auxww; ps -ef; mount; cat /proc/meminfo /proc/cpuinfo /proc/self/maps; ss -tan',
};

const texts = [
  ...everydayTexts(ROOT).map(({name, text}) => [name, text]),
  ...Object.entries(COMMANDS).map(([name, command]) => [name, outputOf(command)]),
];
const rules = new Map();
let characters = 0;
let spans = 0;
const rows = texts.map(([name, text]) => {
  const masks = masksIn(text);
  for (const {rule} of masks) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  characters += text.length;
  spans += masks.length;
  return [name, (text.length / 1e6).toFixed(2), masks.length];
});
printTable(['output', 'MB', 'spans'], [...rows, ['all', (characters / 1e6).toFixed(1), spans]]);
console.log(`\n${(spans / (characters / 1e6)).toFixed(2)} spans per MB; the bar is ${BAR}\n`);
printTable(
  ['rule', 'spans'],
  [...rules].sort((a, b) => b[1] - a[1]),
);

function masksIn(text) {
  const stream = new MaskedStream(BUILT_IN_RULES);
  return [...stream.push(Buffer.from(text)), ...stream.finish()].flatMap(({masks}) => masks);
}

function outputOf(command) {
  try {
    const output = execFileSync('sh', ['-c', `{ ${command}; } 2>/dev/null | head -c ${WANTED_BYTES}`], {
      maxBuffer: 2 * WANTED_BYTES,
    });
    return output.toString('utf8');
  } catch {
    return '';
  }
}
