/** Tools that arrange, dump or dress lines: columns, words, bytes, histories, logs, source code. */
import type {Sample} from './kinds.ts';
import {fileOf, type Presentation} from './presentation.ts';

interface Tool {
  command: string;
  programs: string[];
  columns?: number;
}

const COMMIT =
  'git init -q . && git add settings && git -c user.name=Joe -c user.email=joe@example.com commit -q -m add';

const TOOLS: Record<string, Tool> = {
  'column -t': {command: 'column -t settings', programs: ['column']},
  'pr, two columns': {command: 'pr -2 -t -w 160 settings other', programs: ['pr'], columns: 170},
  'cut -c 3-': {command: 'cut -c 3- settings', programs: ['cut']},
  'fmt -w 40': {command: 'fmt -w 40 settings', programs: ['fmt']},
  'xargs -n 1': {command: 'tr -d "\'" < settings | xargs -n 1', programs: ['xargs']},
  tac: {command: 'tac settings', programs: ['tac']},
  'xxd, alone': {command: 'xxd settings', programs: ['xxd']},
  'hexdump -C, alone': {command: 'hexdump -C settings', programs: ['hexdump']},
  'od -t x1z, alone': {command: 'od -A x -t x1z settings', programs: ['od']},
  'base64, alone': {command: 'base64 settings', programs: ['base64']},
  'git blame': {command: `${COMMIT} && git blame settings`, programs: ['git']},
  'git log --graph -p': {command: `${COMMIT} && git log --graph -p --color=always`, programs: ['git']},
  'git diff --word-diff': {
    command: 'git diff --no-index --word-diff --color=always /dev/null settings',
    programs: ['git'],
  },
  'diff -y of another file, cut': {command: 'diff -y -W 170 other settings', programs: ['diff'], columns: 180},
  'diff -c': {command: 'diff -c other settings', programs: ['diff']},
  bat: {command: 'batcat --color always --paging never --style full settings', programs: ['batcat']},
  dmesg: {command: `awk '{printf "[%12.6f] shop: %s\\n", NR * 1.234567, $0}' settings`, programs: ['awk']},
  'a log in JSON': {command: `jq -cR '{level: "info", msg: .}' settings`, programs: ['jq']},
  'a log in logfmt': {command: `jq -rR '"level=info msg=\\(tojson) caller=x.go:1"' settings`, programs: ['jq']},
  'repr of each line': {
    command: `python3 -c 'for line in open("settings"): print(repr(line))'`,
    programs: ['python3'],
  },
  'a list in Python': {command: `python3 -c 'print(open("settings").readlines())'`, programs: ['python3']},
};

export const ARRANGED_PRESENTATIONS: readonly Presentation[] = Object.entries(TOOLS).map(
  ([name, {command, programs, columns = 100}]) => ({
    group: 'files and streams',
    name,
    programs,
    show: async (stage, sample: Sample) => {
      stage.write('settings', fileOf(sample));
      stage.write('other', 'first line\n');
      return {recorded: await stage.run(command, {columns})};
    },
  }),
);
