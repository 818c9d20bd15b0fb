/** Sessions, commands and logs as they are recorded, any number of them; the same on every run. */
const random = createRandom(1);
export const vocabulary = Array.from({length: 60_000}, (_, index) => makeWord(index));
export const commands = ['kubectl', 'psql', 'ssh', 'git', 'npm', 'terraform', 'vim', 'curl', 'docker', 'helm'];

/** @param startedAtMs Milliseconds since 1970. */
export function makeSession(number, startedAtMs) {
  const command = commands[number % commands.length];
  return {
    id: makeId(startedAtMs, 1, number),
    state: 'ended',
    origin: 'shim',
    command,
    executable: `/usr/bin/${command}`,
    argv: [command, 'get', `pods-${number % 1000}`],
    cwd: `/home/u${number % 7}/project`,
    title: null,
    env: {TERM: 'xterm-256color', SHELL: '/bin/bash'},
    tags: {'kubectl.context': ['prod', 'staging', 'dev'][number % 3], 'kubectl.namespace': `ns${number % 20}`},
    user: `u${number % 7}`,
    effectiveUser: `u${number % 7}`,
    host: `host${number % 11}`,
    tty: '/dev/pts/1',
    streams: ['tty', 'tty', 'tty'],
    sshClient: null,
    parentPid: 1,
    parentName: 'bash',
    parentSession: null,
    author: {kind: 'person', name: null},
    hostKind: 'relay',
    hostVersion: '0.1.0',
    hostPid: 5,
    columns: 80,
    rows: 24,
    startedAtMs,
    endedAtMs: startedAtMs + 1000,
    durationUs: 1e6,
    exitStatus: 0,
    signal: null,
    upload: true,
    recordInput: false,
    outputBytes: 1000,
    recordingBytes: 500,
    redactionCount: 0,
    commandCount: 1,
    recordingPath: null,
    disclosures: [],
    notes: [],
  };
}

/** Commands and their logs, about 1 KB each. */
export function makeBatch(session, first, count) {
  const events = [];
  const logs = [];
  for (let index = 0; index < count; index++) {
    const number = first + index;
    const startedAtMs = session.startedAtMs + index * 1000;
    const id = makeId(startedAtMs, 2, number);
    const command = commands[number % commands.length];
    const argv = [command, 'get', `pods-${number % 1000}`, '--namespace', `ns${number % 20}`];
    events.push({
      id,
      sessionId: session.id,
      kind: 'command',
      parentId: null,
      commandLine: argv.join(' '),
      name: command,
      executable: `/usr/bin/${command}`,
      argv,
      cwd: session.cwd,
      startedAtMs,
      startUs: index * 1e6,
      endUs: index * 1e6 + Math.floor(random() * 1e7),
      exitStatus: number % 13 === 0 ? 1 : 0,
      signal: null,
      pid: number % 65_536,
      parentPid: 1,
      uid: 1000,
      effectiveUid: 1000,
    });
    logs.push({
      id: makeId(startedAtMs, 3, number),
      sessionId: session.id,
      eventId: id,
      startedAtMs,
      startUs: index * 1e6,
      endUs: index * 1e6 + 5e5,
      text: makeText(number),
      lineTimes: [
        [0, 0],
        [5, 100_000],
      ],
      omittedLines: 0,
    });
  }
  return {sessionId: session.id, session: {durationUs: count * 1e6}, events, logs};
}

/** About 1 KB of lines as programs print them; words by Zipf's law, with numbers and addresses between. */
function makeText(number) {
  const lines = number % 500 === 0 ? ['connection refused: 10.0.0.7'] : [];
  for (let chars = 0; chars < 1000; ) {
    const words = Array.from(
      {length: 9},
      () => vocabulary[Math.floor(Math.exp(random() * Math.log(vocabulary.length))) - 1],
    );
    const line = `12:${number % 60}:07 [${words[0]}] ${words.slice(1).join(' ')} id=${Math.floor(random() * 1e8).toString(16)}`;
    lines.push(line);
    chars += line.length;
  }
  return lines.join('\n');
}

function makeWord(index) {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ren',
    'sta',
    'tu',
    'ver',
    'ox',
    'pi',
    'qua',
    'der',
    'nu',
    'sha',
    'bel',
    'gri',
    'fo',
  ];
  let word = '';
  for (let rest = index + 16; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

function makeId(startedAtMs, kind, number) {
  const time = startedAtMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind}00-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Park and Miller's generator: the same data on every run. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
