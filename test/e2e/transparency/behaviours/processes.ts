/** What the command finds itself to be: words, environment, limits, descriptors, its place among processes. */
import type {Behaviour} from '../support/behaviour.ts';
import {leave, see, type} from '../support/behaviour.ts';

/** On the terminal, and where stdout is a file. */
const both = (name: string, command: string, shows: string | RegExp, around = (words: string) => words): Behaviour => ({
  name,
  script: around(`${command}; ${command} >out`),
  shows,
});

const ARGV = `py -c 'import sys; print(open("/proc/self/cmdline", "rb").read().split(b"\\0")[3:])'`;

export const PROCESSES: readonly Behaviour[] = [
  both('words', `${ARGV} '' ' ' 'a b' '*' '$HOME' '"' "'" '\\\\' -- --version -x $'line\\nbreak' $'tab\\t'`, 'line'),
  both('words that are no UTF-8', `${ARGV} $'\\377\\376' $'caf\\351' 日本`, 'xff'),
  both(
    'a great many words',
    `py -c 'import sys; print(len(sys.argv), sum(map(len, sys.argv)))' $(seq 100000 120000)`,
    '20002',
  ),
  {
    name: 'words up to the limit of the system',
    script: `x=$(head -c 100000 /dev/zero | tr '\\0' x); py -c 'import sys; print(sum(map(len, sys.argv)))' $x $x $x $x $x $x $x $x $x $x $x $x $x $x $x $x $x $x $x; echo $?`,
    shows: '190000',
  },
  {
    name: 'one word too many: the error is the same',
    script: `x=$(head -c 100000 /dev/zero | tr '\\0' x); y="$x $x $x $x $x $x $x $x $x $x"; cmd -c 'echo reached' $y $y $y 2>/dev/null; echo $?`,
    shows: '126',
    recorded: null,
  },
  both('argv[0] is what was typed', `cmd -c 'tr "\\0" "\\n" </proc/$$/cmdline | head -1; echo $0'`, 'cmd'),
  both(
    'the environment',
    `cmd -c 'tr "\\0" "\\n" </proc/$$/environ | grep -v -e ^DDCOTERM_SESSION= -e ^_= | sort'`,
    'HOME=',
  ),
  both(
    'the environment keeps its order',
    `cmd -c 'tr "\\0" "\\n" </proc/$$/environ | grep -v -e ^DDCOTERM_SESSION= -e ^_='`,
    'HOME=',
  ),
  both('variables that are no UTF-8', `V=$'caf\\351' cmd -c 'printf %s "$V" | od -An -tx1'`, 'e9'),
  both('variables with line breaks', `V=$'a\\nb\\n' cmd -c 'printf "<%s>" "$V"'`, '<a'),
  both(
    'variables of hosts and interpreters',
    `NODE_OPTIONS=--max-http-header-size=9000 NODE_PATH=/x PERL5OPT=-Mnone PERL5LIB=/x ENV=/x BASH_ENV=/x LC_ALL=C cmd -c 'env | grep -e ^NODE -e ^PERL -e ENV= -e ^LC_' `,
    'PERL5OPT=-Mnone',
  ),
  both(
    'NODE_OPTIONS that Node would not start with',
    `NODE_OPTIONS='--require /nowhere' cmd -c 'echo started; env | grep ^NODE'`,
    'started',
  ),
  both(
    'NODE_DEBUG and NODE_V8_COVERAGE',
    `NODE_DEBUG=net,tls NODE_V8_COVERAGE=$PWD/cover cmd -c 'env | grep ^NODE'`,
    'NODE_DEBUG',
  ),
  both(
    'functions exported by bash',
    `bcmd -c 'greet'`,
    'hello',
    (words) => `greet() { echo hello; }; export -f greet; ${words}`,
  ),
  both(
    'variables whose names no shell can write',
    `env a.b=1 x-y=2 cmd -c 'tr "\\0" "\\n" </proc/$$/environ | grep -e ^a.b -e ^x-y'`,
    'a.b=1',
  ),
  both('IFS from outside', `env IFS=x cmd -c 'echo started "$1"' cmd axb`, 'axb'),
  both(
    'an empty environment',
    `cmd -c 'env | sed s/=.*// | grep -v DDCOTERM_SESSION'`,
    'PWD',
    (words) =>
      `p=$PATH d=$DDCOTERM_HOME; for v in $(compgen -e); do [ $v = PATH ] || [ $v = DDCOTERM_HOME ] || [ $v = RUN_MARK ] || unset $v; done; ${words}`,
  ),
  both('no HOME', `env -u HOME cmd -c 'echo "\${HOME-none}"'`, 'none'),
  both('no TERM', `env -u TERM cmd -c 'echo "\${TERM-none}"'`, 'none'),
  both(
    'the folder',
    `cmd -c 'pwd; pwd -P; readlink /proc/$$/cwd; echo $OLDPWD'`,
    'link',
    (words) => `mkdir real; ln -s real link; cd link; ${words}`,
  ),
  both(
    'a folder that is gone',
    `cmd -c 'readlink /proc/$$/cwd; pwd; echo here'`,
    'deleted',
    (words) => `mkdir gone; cd gone; rmdir ../gone; ${words.replace('>out', '>../out')}; cat ../out`,
  ),
  both('umask', `cmd -c 'umask; touch made; stat -c %a made; rm made'`, '0037', (words) => `umask 037; ${words}`),
  both(
    'all limits',
    `bcmd -c 'ulimit -a -S; ulimit -a -H; cat /proc/$$/limits'`,
    'Max open files',
    (words) => `ulimit -Sn 321; ulimit -Hn 4000; ulimit -Sc 5; ulimit -Ss 7000; ulimit -Sv unlimited; ${words}`,
  ),
  both('niceness', `nice -n 7 cmd -c 'nice; cut -d" " -f19 /proc/$$/stat'`, '7'),
  both(
    'scheduling, processors, input and output class',
    `taskset 1 ionice -c 3 chrt -b 0 cmd -c 'taskset -p $$ | sed s/.*://; ionice -p $$; chrt -p $$ | sed s/.*://'`,
    'idle',
  ),
  both(
    'the score for running out of memory',
    `cmd -c 'cat /proc/$$/oom_score_adj'`,
    '321',
    (words) => `echo 321 >/proc/$$/oom_score_adj; ${words}`,
  ),
  both('personality', `setarch -R cmd -c 'cat /proc/$$/personality'`, '00040000'),
  both(
    'user, groups, capabilities, no new privileges',
    `cmd -c 'id; grep -e ^Cap -e NoNewPrivs -e Seccomp -e Groups /proc/$$/status'`,
    'CapEff',
  ),
  both(
    'no new privileges',
    `setpriv --no-new-privs cmd -c 'id -u; grep -e Cap -e NoNewPrivs /proc/$$/status'`,
    'NoNewPrivs:\t1',
  ),
  both(
    'signals ignored, blocked and caught at the start',
    `cmd -c 'exec grep -e SigIgn -e SigBlk /proc/self/status'`,
    'SigIgn',
  ),
  {
    name: 'its place in an interactive shell: group, session, foreground',
    steps: [
      ...type(
        `py -c 'import os; print(os.getpid() == os.getpgrp(), os.getsid(0) != os.getpid(), os.tcgetpgrp(0) == os.getpgrp(), os.getpgid(os.getppid()) != os.getpgrp(), os.getsid(os.getppid()) == os.getsid(0))'`,
      ),
      see('True'),
      ...leave,
    ],
    shows: 'True True True',
  },
  {
    name: 'its place in a script: group, session, foreground',
    script: `py -c 'import os; print(os.tcgetpgrp(0) == os.getpgrp(), os.getsid(os.getppid()) == os.getsid(0), os.getpid() != os.getsid(0))'; true`,
    shows: 'True True True',
  },
  {
    name: 'its parent is the shell',
    script: `cmd -c 'cat /proc/$PPID/comm'; cmd -c 'cat /proc/$PPID/comm' >out; true`,
    shows: 'bash',
  },
  {
    name: 'processes it leaves behind go to init',
    script: `cmd -c '(until [ -e go ]; do sleep 0.02; done; cut -d" " -f4 /proc/self/stat >/dev/null; until [ "$(cut -d" " -f4 /proc/$(cat kid.pid)/stat)" = 1 ]; do sleep 0.02; done; echo adopted >adopted) & echo $! >kid.pid'; touch go; until [ -s adopted ]; do sleep 0.02; done; cat adopted`,
    shows: 'adopted',
    seconds: 10,
  },
  {
    name: 'a command in a hosted command',
    script: `cmd -c 'cmd -c "echo inner; exit 4"; echo $?; bcmd -c "[ -t 1 ] && echo terminal"'`,
    shows: 'terminal',
  },
  {
    name: 'a script with its interpreter given by the first line',
    script: `printf '#!/usr/bin/env cmd\\necho "from a script $1"; exit 8\\n' >script; chmod +x script; ./script word; echo $?`,
    shows: 'from a script word',
    recorded: 'exit 8',
  },
  {
    name: 'exec by the shell',
    script: `exec cmd -c 'echo last; exit 6'`,
    shows: 'last',
    recorded: 'exit 6',
  },
  {
    name: 'a leading assignment and a redirect of one command',
    script: `A=1 B='two words' cmd -c 'echo "$A $B"' 2>err; echo "\${A-unset}"`,
    shows: '1 two words',
  },
];
