# shellcheck shell=sh
# Puts ddcoterm's shims first on PATH and its bin last, each once, however often this is sourced. For sh, bash and zsh, also
# under "set -eu"; prints nothing, leaves no variable behind.
ddcoterm_home=${DDCOTERM_HOME:-${HOME-}/.ddcoterm}

if [ -d "$ddcoterm_home/overrides" ]; then
  ddcoterm_path=:${PATH-}:
  while :; do
    case $ddcoterm_path in
      *":$ddcoterm_home/overrides:"*)
        ddcoterm_path=${ddcoterm_path%%":$ddcoterm_home/overrides:"*}:${ddcoterm_path#*":$ddcoterm_home/overrides:"}
        ;;
      *":$ddcoterm_home/bin:"*)
        ddcoterm_path=${ddcoterm_path%%":$ddcoterm_home/bin:"*}:${ddcoterm_path#*":$ddcoterm_home/bin:"}
        ;;
      *) break ;;
    esac
  done
  ddcoterm_path=${ddcoterm_path#:}
  ddcoterm_path=${ddcoterm_path%:}
  PATH=$ddcoterm_home/overrides${ddcoterm_path:+:$ddcoterm_path}:$ddcoterm_home/bin
  export PATH
fi

# Completion of ddcoterm itself. Each shell's own words stand in a string, since the others could not even parse them.
case $- in
  *i*)
    if [ -n "${BASH_VERSION-}" ] && [ -r "$ddcoterm_home/lib/current/completions/ddcoterm.bash" ]; then
      # shellcheck source=/dev/null
      . "$ddcoterm_home/lib/current/completions/ddcoterm.bash"
    elif [ -n "${ZSH_VERSION-}" ] && [ -r "$ddcoterm_home/lib/current/completions/_ddcoterm" ]; then
      eval 'fpath=("$ddcoterm_home/lib/current/completions" "${(@)fpath:#$ddcoterm_home/lib/current/completions}")
        if [[ -n ${functions[compdef]-} ]]; then autoload -Uz _ddcoterm && compdef _ddcoterm ddcoterm; fi'
    fi
    ;;
esac
unset ddcoterm_home ddcoterm_path
