# ddcoterm's shell integration for zsh; `zsh/.zshenv` brings it in. What the marks mean: see ddcoterm.bash.
#
# No prompt variable is touched: D and A are printed in precmd, B when the line editor has drawn the prompt, E and C in
# preexec. They go to the terminal, also after `exec >file`. Hooks are ours from the first prompt on, when every startup
# file has run, and are put in order again whenever somebody else has changed it.

[[ -o interactive ]] || 'builtin' 'return' 0

# 1 while a command runs.
'builtin' 'typeset' '-gi' __ddcoterm_running=0
'builtin' 'typeset' '-gi' __ddcoterm_installed=0

# Prints $1 on the terminal.
__ddcoterm_print() {
  'builtin' 'print' -rn -- "$1" >$TTY || 'builtin' 'true'
}

# Sets REPLY to $1 in VS Code's manner: backslash doubled, `;` and control characters as \xHH.
__ddcoterm_escape() {
  # Bytes, not characters: fast, and safe with what is no valid UTF-8.
  'builtin' 'emulate' '-L' 'zsh' -o extended_glob -o no_multibyte
  'builtin' 'local' MATCH MBEGIN MEND match mbegin mend byte
  REPLY=${1//\\/\\\\}
  REPLY=${REPLY//(#m)[$'\x01'-$'\x1f'$'\x7f';]/\\x${(Ll:2::0:)$(([##16] #MATCH))}}
  # U+0080 … U+009F are control characters too: U+009C would end the mark early.
  while [[ $REPLY == (#b)(*)$'\xc2'([$'\x80'-$'\x9f'])(*) ]]; do
    byte=$match[2]
    REPLY=$match[1]\\x${(L)$(([##16] #byte))}$match[3]
  done
}

# The hooks. Their stderr goes away inside, so that `set -x` shows nothing of them.

# First in precmd_functions.
__ddcoterm_finished() {
  {
    'builtin' 'local' exit_status=$?
    'builtin' 'emulate' '-L' 'zsh'
    ((__ddcoterm_running)) || 'builtin' 'return' 0
    __ddcoterm_running=0
    __ddcoterm_print $'\e]133;D;'$exit_status$'\a'
  } 2>/dev/null
}

# Last in precmd_functions.
__ddcoterm_prompt() {
  {
    'builtin' 'emulate' '-L' 'zsh'
    'builtin' 'local' REPLY
    if [[ $precmd_functions[1] != __ddcoterm_finished || $precmd_functions[-1] != __ddcoterm_prompt ]]; then
      precmd_functions=(__ddcoterm_finished ${precmd_functions:#__ddcoterm_*} __ddcoterm_prompt)
    fi
    if [[ $preexec_functions[-1] != __ddcoterm_command ]]; then
      preexec_functions=(${preexec_functions:#__ddcoterm_*} __ddcoterm_command)
    fi
    __ddcoterm_escape "${PWD-}"
    __ddcoterm_print $'\e]633;P;Cwd='$REPLY$'\a\e]133;A\a'
  } 2>/dev/null
}

# Last in preexec_functions. $1: the line as typed, empty without a history; $3: what will run.
__ddcoterm_command() {
  {
    'builtin' 'emulate' '-L' 'zsh'
    'builtin' 'local' REPLY
    __ddcoterm_running=1
    __ddcoterm_escape "${1:-${3-}}"
    __ddcoterm_print $'\e]633;E;'$REPLY$'\a\e]133;C\a'
  } 2>/dev/null
}

# The line editor has drawn a prompt. Not for continuation lines, `vared` and `select`.
__ddcoterm_line_init() {
  {
    [[ $CONTEXT != start ]] || __ddcoterm_print $'\e]133;B\a'
  } 2>/dev/null
}

# First hook at the first prompt. $1: the status to end with.
__ddcoterm_install() {
  {
    [[ ! -o errexit ]] || 'builtin' 'set' -- 0
    'builtin' 'emulate' '-L' 'zsh'
    if ((!__ddcoterm_installed)); then
      __ddcoterm_installed=1
      precmd_functions=(${precmd_functions:#__ddcoterm_install})
      # zsh 5.3 and newer; without it there is no B.
      'builtin' 'autoload' -Uz add-zle-hook-widget
      add-zle-hook-widget line-init __ddcoterm_line_init || 'builtin' 'true'
      __ddcoterm_prompt
    fi
    'builtin' 'return' ${1:-0}
  } 2>/dev/null
}

'builtin' 'typeset' '-ga' precmd_functions preexec_functions
precmd_functions+=(__ddcoterm_install)
# A startup file may replace that array. What is scheduled runs at the first prompt, too, after precmd; `$?` is the user's
# there, and with errexit would end the shell.
{
  'builtin' 'zmodload' zsh/sched && sched +0 '__ddcoterm_install $?'
} 2>/dev/null || 'builtin' 'true'
