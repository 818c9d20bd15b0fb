/** More programs that show files: editors, dialogs, multiplexers, interpreters, and tools that arrange text. */
import type {Sample} from './kinds.ts';
import {fileOf, type Presentation} from './presentation.ts';
import {screenful} from './shown-by-programs.ts';

const group = 'files and streams';

/** A tool that writes and ends. */
const tool = (
  name: string,
  command: string,
  options: {programs: string[]; file?: (sample: Sample) => string; columns?: number},
): Presentation => ({
  group,
  name,
  programs: options.programs,
  show: async (stage, sample) => {
    stage.write('settings', (options.file ?? fileOf)(sample));
    return {recorded: await stage.run(command, {columns: options.columns ?? 100})};
  },
});

const json = (sample: Sample) => `${JSON.stringify({shop: {user: 'joe', [sample.name]: sample.value, on: true}})}\n`;
const python = (sample: Sample) => `settings = {'user': 'joe', '${sample.name}': '${sample.value}'}\n`;
const VIM = "vim -N -u NONE -i NONE --cmd 'set t_RV= t_u7=' ";

export const TOOL_PRESENTATIONS: readonly Presentation[] = [
  tool('jq -C', 'jq -C . settings', {programs: ['jq'], file: json}),
  tool('jq, one value of it', "jq . settings; jq -r '.shop[]' settings", {programs: ['jq'], file: json}),
  tool(
    'python repr and pprint',
    'python3 -c \'exec(open("settings").read()); import pprint; print(settings); pprint.pprint(settings, width=20)\'',
    {
      programs: ['python3'],
      file: python,
    },
  ),
  tool('diff -y', 'sed s/joe/ann/ settings > other; diff -y -W 160 settings other; diff -u settings other', {
    programs: ['diff'],
  }),
  tool('pr and nl', 'pr -t -n settings; nl -ba settings', {programs: ['pr', 'nl']}),
  tool('fold -w 30', 'fold -w 30 settings', {programs: ['fold']}),
  tool('cat -A', 'cat -A settings', {programs: ['cat']}),
  tool('sed -n l', 'sed -n l settings', {programs: ['sed']}),
  tool('base64 of it, after it', 'cat settings; base64 settings; base64 -w 0 settings', {programs: ['base64']}),
  tool('hexdump -C, after it', 'cat settings; hexdump -C settings', {programs: ['hexdump']}),
  tool(
    'bat-like colours and numbers',
    'awk \'{printf "\\033[38;5;238m%4d\\033[0m \\033[38;5;238m│\\033[0m \\033[38;5;231m", NR; gsub(/[A-Z]+/, "\\033[38;5;141m&\\033[38;5;231m"); print $0 "\\033[0m"}\' settings',
    {
      programs: ['awk'],
    },
  ),
  tool('grep -n with colours', 'grep --color=always -n -H . settings', {programs: ['grep']}),
  tool('docker compose logs', "sed 's/^/\\x1b[36mshop-1  | \\x1b[0m/' settings", {programs: ['sed']}),
  tool('journalctl', "sed 's/^/Nov 24 14:00:01 vm shop[411]: /' settings", {programs: ['sed']}),
  tool('script inside', 'script -qec "cat settings" /dev/null', {programs: ['script']}),
  tool('printf of a shell, quoted', 'while IFS= read -r line; do printf "%q\\n" "$line"; done < settings', {
    programs: ['bash'],
  }),
  screenful({name: 'nano', command: 'nano -I settings', end: '\x18', programs: ['nano']}),
  screenful({
    name: 'nano, wrapped on 40 columns with numbers',
    command: 'nano -I -l -S settings',
    columns: 40,
    rows: 40,
    keys: ['\x1b[B', '\x1b[B', '\x1b[F', '\x1b[B'],
    end: '\x18',
    programs: ['nano'],
  }),
  screenful({
    name: 'vim without wrap, scrolled to the side',
    command: `${VIM}-c 'set nowrap ss=1' settings`,
    columns: 50,
    keys: ['gg', 'jj', '30zl', '20zh', '$', '0'],
    end: ':q!\r',
    programs: ['vim'],
  }),
  screenful({
    name: 'vim with search, visual mode and a split',
    command: `${VIM}-c 'set hls number' settings`,
    keys: ['/[a-z]\\+\r', 'ggV', 'jj', '\x1b', ':vsplit\r', '\x17l', 'G'],
    end: ':qa!\r',
    programs: ['vim'],
  }),
  screenful({
    name: 'vim, inserting in the middle',
    command: `${VIM}settings`,
    keys: ['ggjj', '$', 'i', 'X', '\x7f', '\x1b', 'u', ':s/joe/ann/e\r'],
    end: ':q!\r',
    programs: ['vim'],
  }),
  screenful({
    name: 'dialog on 50 columns',
    command: 'dialog --exit-label OK --textbox settings 22 44',
    columns: 50,
    ready: (screen) => screen.includes('OK'),
    keys: ['\x1b[C', '\x1b[C', '\x1b[C', '\x1b[B', '\x1b[B'],
    end: '\r',
    programs: ['dialog'],
  }),
  screenful({
    name: 'less -S, cut at the margin',
    command: 'less -S settings',
    columns: 44,
    end: 'q',
    programs: ['less'],
  }),
  screenful({
    name: 'emacs in the terminal',
    command: 'emacs -nw -Q settings',
    keys: ['\x0e', '\x0e', '\x05'],
    end: '\x18\x03',
    programs: ['emacs'],
    isSlow: true,
  }),
  screenful({name: 'w3m', command: 'w3m settings', end: 'Q', programs: ['w3m']}),
  screenful({name: 'lynx', command: 'lynx ./settings', end: 'Q', programs: ['lynx']}),
  screenful({
    name: 'fzf with a preview',
    command: 'ls settings | fzf --preview "cat {}"',
    end: '\x1b',
    programs: ['fzf'],
  }),
  screenful({
    name: 'lines that are drawn again and again',
    command:
      'cat settings; for n in 1 2 3 4; do printf "\\033[%dA" $(wc -l < settings); while IFS= read -r line; do printf "\\r%s %s\\033[K\\n" "$n" "$line"; done < settings; done; read key',
    end: '\r',
  }),
  screenful({name: 'mcview', command: 'mcview settings', end: '\x1b[21~', programs: ['mcview']}),
  screenful({
    name: 'screen',
    command: "SCREENDIR=$PWD/sockets screen -c /dev/null sh -c 'cat settings; read key'",
    end: '\r',
    programs: ['screen'],
  }),
  screenful({
    name: 'tmux, copy mode and a horizontal split',
    command:
      "tmux -f /dev/null -L \"$$\" new-session -x 70 -y 40 'cat settings; read key; tmux kill-server' \\; split-window -v -d 'read key'",
    columns: 70,
    rows: 40,
    keys: ['\x02[', '\x1b[A', '\x1b[A', '\x1b[A', '\x00', '\x1b[D', 'q'],
    end: '\r',
    programs: ['tmux'],
  }),
  screenful({
    name: 'watch -d, with lines that change',
    command: 'watch -t -d -n 1 "date +%N; cat settings"',
    keys: ['', '', '', '', '', ''],
    end: '\x03',
    programs: ['watch'],
    isSlow: true,
  }),
  screenful({
    name: 'git add -p',
    command:
      'git init -q . && touch a && cp settings a && : > b && git add b && cp settings b && git -c color.ui=always add -p b; printf "last line"; read key',
    ready: (screen) => screen.includes('Stage'),
    keys: ['s\n', '?\n', 'q\n'],
    end: '\r',
    programs: ['git'],
    isSlow: true,
  }),
  screenful({
    name: 'python at its prompt',
    command: 'python3 -q',
    ready: (screen) => screen.includes('>>>'),
    keys: ['s = open("settings").read()\r', 'print(s)\r', 's\r', 's.splitlines()\r'],
    end: 'exit()\r',
    programs: ['python3'],
    isSlow: true,
  }),
  screenful({
    name: 'node at its prompt',
    command: 'NODE_REPL_HISTORY= node -i',
    ready: (screen) => screen.includes('>'),
    keys: ["s = fs.readFileSync('settings', 'utf8')\r", 'console.log(s)\r', "s.split('\\n')\r", '({s})\r'],
    end: '.exit\r',
    programs: ['node'],
    isSlow: true,
  }),
  screenful({
    name: 'sqlite3, all of its tables',
    command: 'sqlite3',
    file: ({name, value}) => `1,joe,${value}\n2,ann,\n# ${name}\n`,
    ready: (screen) => screen.includes('sqlite>'),
    keys: [
      'create table t(id, login, content);\r',
      '.mode csv\r',
      '.import settings t\r',
      ...['box', 'column', 'json', 'line', 'list', 'markdown', 'quote', 'insert'].flatMap((mode) => [
        `.mode ${mode}\r`,
        `select id, login, content as SECRET from t;\r`,
      ]),
    ],
    end: '.quit\r',
    programs: ['sqlite3'],
    isSlow: true,
  }),
];
