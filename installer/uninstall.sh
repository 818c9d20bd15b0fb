#!/bin/sh
# Takes ddcoterm away: the agent, the shims, the blocks in rc files, the programs. Recordings and settings stay.
#
#   uninstall.sh [--purge] [--yes]
#
#   --purge    recordings and settings go, too
#   --yes      ask nothing
#   --help     show this
#
# DDCOTERM_HOME is where it looks, by default ~/.ddcoterm.
set -eu

main() {
  for argument in "$@"; do
    case $argument in --help | -h) show_help && return ;; esac
  done
  home=${DDCOTERM_HOME:-${HOME:?"Cannot remove ddcoterm: neither DDCOTERM_HOME nor HOME is set"}/.ddcoterm}
  # Work goes on in a program of this very tree, which goes away meanwhile: nothing may be read after it.
  if node=$(find_node) && program=$(find_program); then
    DDCOTERM_HOME=$home exec "$node" "$program" uninstall "$@"
  fi
  remove_without_node
}

show_help() {
  sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"
}

# The node of the installation, else the one on PATH.
find_node() {
  if [ -r "$home/lib/node-path" ] && read -r recorded <"$home/lib/node-path" && [ -x "$recorded" ]; then
    printf '%s\n' "$recorded"
  else
    command -v node
  fi
}

# Beside this script, in a tree or in a checkout that was built; else what is installed.
find_program() {
  for folder in "$(dirname -- "$0")/../dist" "$home/lib/current/dist" "$home"/lib/*/dist; do
    if [ -f "$folder/installer.mjs" ]; then
      printf '%s\n' "$folder/installer.mjs"
      return
    fi
  done
  return 1
}

# Half installed, or Node.js is gone: what a shell can do safely. The blocks do nothing when the shims are gone.
remove_without_node() {
  if [ -e "$home/overrides/.ddcoterm-shims" ]; then
    for file in "$home"/overrides/*; do
      if is_shim "$file"; then rm -f -- "$file"; fi
    done
    rm -f -- "$home/overrides/.ddcoterm-shims"
    rmdir -- "$home/overrides" 2>/dev/null || :
  fi
  if [ -e "$home/lib/node-path" ] || [ -h "$home/lib/current" ]; then
    rm -rf -- "${home:?}/lib" "${home:?}/bin/ddcoterm" "${home:?}/bin/ddcoterm-host"
    rmdir -- "$home/bin" 2>/dev/null || :
  fi
  printf 'Removed the programs and shims in %s\n' "$home"
  printf 'Neither Node.js nor the installed program is there to do the rest. These lines are left, and do nothing:\n'
  printf 'from "# >>> ddcoterm >>>" to "# <<< ddcoterm <<<" in\n'
  for file in "$HOME/.bashrc" "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile" "${ZDOTDIR:-$HOME}/.zshrc" \
    "${ZDOTDIR:-$HOME}/.zprofile" "${ZDOTDIR:-$HOME}/.zshenv" "${XDG_CONFIG_HOME:-$HOME/.config}/fish/conf.d/ddcoterm.fish"; do
    if grep -q '^# >>> ddcoterm >>>' "$file" 2>/dev/null; then printf '  %s\n' "$file"; fi
  done
  printf 'Recordings and settings are in %s; remove that folder if you do not want them\n' "$home"
}

is_shim() {
  [ -f "$1" ] && [ ! -h "$1" ] && { read -r _ && read -r line; } <"$1" 2>/dev/null &&
    case $line in '# ddcoterm-shim: '*) ;; *) return 1 ;; esac
}

main "$@"
