# shellcheck shell=bash
# ddcoterm's shell integration for bash, started by the host for one recorded session (src/host/shell-integration.ts).
#
# It runs the startup files that bash would have run, then lets the prompt say where commands begin and end:
#   OSC 133;A prompt   133;B end of prompt   133;C output begins   133;D;<status> command ended
#   OSC 633;E;<command line>, right before C     633;P;Cwd=<folder>, with each prompt
#
# PS1 and PS0 carry the marks. Nothing here is typed, so the history is the user's; `${__ddcoterm_on:+…}` keeps the marks
# out of shells that inherit an exported PS1; a fork, not a DEBUG trap, reads the command line, so loops run at full speed.
# Marks of another integration (VS Code, kitty) may stand beside ours: a reader takes the first D after a C and ignores
# what repeats.
#
# Limits: bash older than 4.4 has no PS0, and with `shopt -u promptvars` PS1 and PS0 are plain text: no marks then. A line
# that bash hides from its history (a leading blank, HISTIGNORE) gets C without E; a reader finds it on the screen, from B
# on. D follows what PROMPT_COMMAND prints, for a command of ours before it would take PIPESTATUS away from it. Lines that
# bash joins in its history come as it joined them.

case $- in *i*) ;; *) \builtin return 0 ;; esac

# --- The marks ---------------------------------------------------------------------------------------------------------

# Set before a startup file may say `set -a`: it must not be exported.
__ddcoterm_on=1
# For expansions that only assign: `${__ddcoterm_none:$((…, 0)):0}`.
__ddcoterm_none=0
# 1 while a command runs.
__ddcoterm_running=0
# 1 when PROMPT_COMMAND holds our hook, and when it ran since the last command.
__ddcoterm_hooked=0
__ddcoterm_prompted=1
# History number that the next typed line will get.
__ddcoterm_next=0
# The newest history entry before a line is typed; kept only where `erasedups` changes the numbers.
__ddcoterm_previous=
# PS1 and PS0 as we left them; no prompt looks like this.
__ddcoterm_ps1=$'\004'
__ddcoterm_ps0=$'\004'

# Sets `__ddcoterm_escaped` to $1 in VS Code's manner: backslash doubled, `;` and control characters as \xHH.
__ddcoterm_escape() {
  # Bytes, not characters: fast, and safe with what is no valid UTF-8.
  \builtin local LC_ALL=C rest="$1" before hex
  __ddcoterm_escaped=
  while [[ $rest == *[[:cntrl:]\;\\]* ]]; do
    before=${rest%%[[:cntrl:]\;\\]*}
    rest=${rest:${#before}}
    if [[ $rest == \\* ]]; then hex="\\\\"; else \builtin printf -v hex '\\x%02x' "'${rest:0:1}"; fi
    __ddcoterm_escaped+=$before$hex
    rest=${rest:1}
  done
  rest=$__ddcoterm_escaped$rest
  __ddcoterm_escaped=
  # U+0080 … U+009F are control characters too: U+009C would end the mark early.
  while [[ $rest == *$'\xc2'[$'\x80'-$'\x9f']* ]]; do
    before=${rest%%$'\xc2'[$'\x80'-$'\x9f']*}
    rest=${rest:${#before}+1}
    \builtin printf -v hex '%d' "'${rest:0:1}"
    \builtin printf -v hex '\\x%02x' $((hex & 255))
    __ddcoterm_escaped+=$before$hex
    rest=${rest:1}
  done
  __ddcoterm_escaped+=$rest
}

# Sets `__ddcoterm_line` to the newest history entry; status 1 when it may be another line than the one just typed.
__ddcoterm_typed_line() {
  if [[ ! -o history ]]; then \builtin return 1; fi
  \builtin local entry number
  entry=$(HISTTIMEFORMAT='' \builtin history 1)
  __ddcoterm_line=${entry#*[0-9][* ] }
  number=${entry#"${entry%%[0-9]*}"}
  number=${number%%[!0-9]*}
  if ((${number:-0} >= __ddcoterm_next)); then \builtin return 0; fi
  if [[ -n $__ddcoterm_previous && $entry != "$__ddcoterm_previous" ]]; then \builtin return 0; fi
  # No new entry: the same line once more, unless it can have been hidden.
  [[ -z ${HISTIGNORE-} && :${HISTCONTROL-}: != *:ignore@(space|both):* ]]
}

# In PS0, in a subshell: a line has been read whole and is about to run. $1: `$?`.
__ddcoterm_command() {
  # Lines pasted as one run without a prompt between them. One D too many is no harm.
  if ((!__ddcoterm_prompted)); then \builtin printf '\e]133;D;%s\a' "$1"; fi
  if __ddcoterm_typed_line; then
    __ddcoterm_escape "$__ddcoterm_line"
    \builtin printf '\e]633;E;%s\a' "$__ddcoterm_escaped"
  fi
  \builtin printf '\e]133;C\a'
}

# In PS1, in a subshell. $1: `$?`, which is also the status, so that the user's part of PS1 sees it.
__ddcoterm_prompt() {
  # \001 and \002 tell readline that the text between them has no width; without line editing nobody takes them away.
  \builtin local open='' close=''
  if [[ -o emacs || -o vi ]]; then open=$'\001' close=$'\002'; fi
  \builtin printf '%s' "$open"
  if ((__ddcoterm_running)); then \builtin printf '\e]133;D;%s\a' "$1"; fi
  __ddcoterm_escape "${PWD-}"
  \builtin printf '\e]633;P;Cwd=%s\a\e]133;A\a%s' "$__ddcoterm_escaped" "$close"
  \builtin return "$1"
}

# Puts the marks around PS1 and behind PS0, whoever set them meanwhile.
__ddcoterm_wrap() {
  \builtin local text
  if [[ ${PS1-} != "$__ddcoterm_ps1" ]]; then
    text=${PS1-}
    text=${text//"$__ddcoterm_ps1_before"/}
    text=${text//"$__ddcoterm_ps1_after"/}
    __ddcoterm_ps1=$__ddcoterm_ps1_before$text$__ddcoterm_ps1_after
    \builtin printf -v PS1 %s "$__ddcoterm_ps1"
  fi
  if [[ ${PS0-} != "$__ddcoterm_ps0" ]]; then
    text=${PS0-}
    __ddcoterm_ps0=${text//"$__ddcoterm_ps0_after"/}$__ddcoterm_ps0_after
    PS0=$__ddcoterm_ps0
  fi
}

# Last in PROMPT_COMMAND.
__ddcoterm_at_prompt() {
  __ddcoterm_wrap
  # bash before 5.1 runs PROMPT_COMMAND also for a prompt that pasted lines keep from being shown.
  __ddcoterm_prompted=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501))
  __ddcoterm_previous=
  if [[ :${HISTCONTROL-}: == *:erasedups:* ]]; then __ddcoterm_previous=$(HISTTIMEFORMAT='' \builtin history 1); fi
  \builtin return 0
}

__ddcoterm_return() {
  \builtin return "$1"
}

__ddcoterm_is_readonly() {
  \builtin local attributes
  attributes=$(\builtin declare -p "$1" 2>/dev/null) || :
  attributes=${attributes#declare -}
  [[ ${attributes%% *} == *r* ]]
}

# After the startup files. $1: the user's DEBUG trap.
__ddcoterm_install() {
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)) || ! \builtin shopt -q promptvars; then \builtin return 0; fi
  if __ddcoterm_is_readonly PS1 || __ddcoterm_is_readonly PS0; then \builtin return 0; fi
  __ddcoterm_wrap
  # With bash-preexec (iTerm2, Atuin, WezTerm) nothing may follow its own last command.
  if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    precmd_functions+=(__ddcoterm_at_prompt)
    __ddcoterm_hooked=1
    \builtin return 0
  fi
  if __ddcoterm_is_readonly PROMPT_COMMAND; then \builtin return 0; fi
  # A DEBUG trap would see our hook. Without the hook all is well while PS1 stays as it is now: nobody assigns it.
  if [[ -n $1 && "${PROMPT_COMMAND[*]-}$(\builtin declare -f)" != *PS1[=+]* ]]; then \builtin return 0; fi
  __ddcoterm_hooked=1
  # A string stays a string: much else edits it.
  # shellcheck disable=SC2178,SC2128
  if [[ $(\builtin declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
    PROMPT_COMMAND+=("$__ddcoterm_hook")
  else
    PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}$__ddcoterm_hook
  fi
}

# The redirections of stderr hide all this from `set -x`.
# shellcheck disable=SC2016
{
  # In a subshell: keeps `$?`, and the traps that `set -E` and `set -T` let in out of what goes into the prompt.
  __ddcoterm_quietly='{ __ddcoterm_status=$?; builtin trap - DEBUG ERR RETURN; } >/dev/null 2>&1; { '
  __ddcoterm_prompt_end=$'\001\e]133;B\a\002'
  __ddcoterm_hook='{ ${__ddcoterm_on:+__ddcoterm_at_prompt}; } 2>/dev/null'
  __ddcoterm_ps1_before='${__ddcoterm_on:+$('"$__ddcoterm_quietly"'__ddcoterm_prompt "$__ddcoterm_status"; } 2>/dev/null)${__ddcoterm_none:$((__ddcoterm_running=0,__ddcoterm_next=\!,0)):0}}'
  __ddcoterm_ps1_after='${__ddcoterm_on:+$__ddcoterm_prompt_end}'
  __ddcoterm_ps0_after='${__ddcoterm_on:+$('"$__ddcoterm_quietly"'__ddcoterm_command "$__ddcoterm_status"; } 2>/dev/null)${__ddcoterm_none:$((__ddcoterm_running=1,__ddcoterm_prompted=!__ddcoterm_hooked,__ddcoterm_next=\!,0)):0}}'
}

# --- The user's startup files, at top level, as bash would have run them ------------------------------------------------

# Words: `posix` (we came through ENV), `login`, `noprofile`, `norc`, `histfile` (HISTFILE came with the environment).
__ddcoterm_start=" ${DDCOTERM_BASH_START-} "
__ddcoterm_file=${DDCOTERM_BASH_RCFILE-}
\builtin unset -v DDCOTERM_BASH_START DDCOTERM_BASH_RCFILE
__ddcoterm_profile=/dev/null
if [[ $__ddcoterm_start == *' posix '* ]]; then
  # With --posix bash reads ENV alone, and stays a login shell if it is one. Leave no trace of that mode.
  \builtin set +o posix
  \builtin shopt -u inherit_errexit 2>/dev/null
  \builtin unset -v ENV
  if [[ -n ${DDCOTERM_BASH_ENV+set} ]]; then \builtin export ENV="$DDCOTERM_BASH_ENV"; fi
  \builtin unset -v DDCOTERM_BASH_ENV
  if [[ $__ddcoterm_start != *' histfile '* ]]; then HISTFILE=~/.bash_history; fi
fi
if [[ $__ddcoterm_start == *' login '* && $__ddcoterm_start != *' noprofile '* && -r /etc/profile ]]; then
  __ddcoterm_profile=/etc/profile
fi

# Nothing but the files may run outside of groups that are silent, where a DEBUG, ERR or RETURN trap of theirs would tell.
# shellcheck disable=SC1090
\builtin . "$__ddcoterm_profile"
{
  __ddcoterm_status=$?
  if [[ $__ddcoterm_start != *' login '* ]]; then
    if [[ $__ddcoterm_start != *' norc '* ]]; then __ddcoterm_file=${__ddcoterm_file:-~/.bashrc}; fi
  elif [[ $__ddcoterm_start != *' noprofile '* ]]; then
    for __ddcoterm_file in ~/.bash_profile ~/.bash_login ~/.profile; do
      if [[ -r $__ddcoterm_file ]]; then \builtin break; fi
    done
  fi
  if [[ ! -r $__ddcoterm_file || -d $__ddcoterm_file ]]; then __ddcoterm_file=/dev/null; fi
} >/dev/null 2>&1
# shellcheck disable=SC1090
\builtin . "$__ddcoterm_file"
{
  # The first prompt shows the status of the last file that ran.
  __ddcoterm_last=$?
  if [[ $__ddcoterm_file != /dev/null ]]; then __ddcoterm_status=$__ddcoterm_last; fi
  __ddcoterm_install "$(\builtin trap -p DEBUG)"
  \builtin unset -f __ddcoterm_install __ddcoterm_is_readonly
  \builtin unset -v __ddcoterm_start __ddcoterm_profile __ddcoterm_file __ddcoterm_last
  if [[ ! -o errexit ]]; then __ddcoterm_return "$__ddcoterm_status"; fi
} >/dev/null 2>&1
