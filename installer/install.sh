#!/bin/sh
# Installs ddcoterm for this user: recorder, shims, and a block in the rc files of bash, zsh and fish. Running it again
# upgrades what is there.
#
#   ./installer/install.sh [OPTIONS]         from a checkout: builds it, needs Node.js 20 or newer and npm
#   curl -fsSL …/install.sh | sh -s -- [OPTIONS]
#                                            fetches the packed release that DDCOTERM_RELEASE_URL names (a URL or a file),
#                                            checks it against DDCOTERM_RELEASE_URL.sha256; needs Node.js, no npm
#
#   --shims a,b,c               make shims for these commands (by default: kubectl, psql and ssh, those that are there)
#   --no-modify-path            leave the rc files alone, and show the lines to add instead
#   --non-interactive-shells    shells that run a script or a single command get the shims on PATH, too
#   --yes                       take the defaults, ask nothing
#   --help                      show this
#
# DDCOTERM_HOME is where it goes, by default ~/.ddcoterm. installer/uninstall.sh takes it all away again.
set -eu

OLDEST_NODE=20

main() {
  for argument in "$@"; do
    case $argument in --help | -h) show_help && return ;; esac
  done
  umask 077
  home=${DDCOTERM_HOME:-${HOME:?"Cannot install ddcoterm: neither DDCOTERM_HOME nor HOME is set"}/.ddcoterm}
  home=${home%/}
  case $home in /*) ;; *) fail "DDCOTERM_HOME \"$home\" is no absolute path" "Give it from the root: DDCOTERM_HOME=\"\$PWD/$home\"" ;; esac
  find_node
  checkout=$(find_checkout)
  mkdir -p "$home/lib" 2>/dev/null || fail "\"$home\" cannot be made" "Set DDCOTERM_HOME to a folder that you can write"
  work=$(mktemp -d "$home/lib/.new-XXXXXX") || fail "\"$home\" cannot be written" "Set DDCOTERM_HOME to a folder that you can write"
  trap 'rm -rf "$work"; rmdir "$home/lib" "$home" 2>/dev/null || :' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if [ -n "$checkout" ]; then build_checkout; else fetch_release; fi
  DDCOTERM_HOME=$home "$node" "$work/tree/dist/installer.mjs" install "$@"
}

# The head of this file. In piped mode there is no file to read it from.
show_help() {
  if [ -f "$0" ]; then
    sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"
  else
    printf 'See the head of install.sh for its options\n'
  fi
}

# fail STATE CURE
fail() {
  printf 'ddcoterm: Cannot install ddcoterm: %s\n%s\n' "$1" "$2" >&2
  exit 1
}

say() {
  printf '%s\n' "$*"
}

find_node() {
  node=$(command -v node) || fail "Node.js is missing" \
    "Install version $OLDEST_NODE or newer with your package manager (nodejs), or from nodejs.org"
  node_version=$("$node" --version 2>/dev/null) || fail "\"$node\" does not start" "Run \"$node --version\" to see why"
  node_major=${node_version#v}
  node_major=${node_major%%.*}
  [ "$node_major" -ge "$OLDEST_NODE" ] 2>/dev/null || fail "Node.js $node_version is too old, the oldest that works is $OLDEST_NODE" \
    "Install version $OLDEST_NODE or newer with your package manager (nodejs), or from nodejs.org"
}

# Prints the folder of the checkout that this script lies in; nothing in piped mode, or when a release is named.
find_checkout() {
  if [ -z "${DDCOTERM_RELEASE_URL-}" ] && [ -f "$0" ] && [ "${0##*/}" = install.sh ]; then
    folder=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
    if [ -f "$folder/package.json" ] && [ -f "$folder/installer/stage.mjs" ]; then printf '%s\n' "$folder"; fi
  fi
}

build_checkout() {
  command -v npm >/dev/null || fail "npm is missing" "Install npm: it comes with Node.js, or as the package npm"
  (
    cd "$checkout"
    export npm_config_update_notifier=false npm_config_logs_max=0
    if needs_packages; then
      say "Fetching packages ..."
      quietly npm ci --ignore-scripts --no-audit --no-fund </dev/null
    fi
    say "Building ..."
    npm_config_cache=$work/npm quietly npm run build </dev/null # it leaves a folder in HOME otherwise
    quietly "$node" installer/stage.mjs "$work/tree"
  )
}

# npm leaves this file behind when it is done.
needs_packages() {
  [ ! -f node_modules/.package-lock.json ] || [ -n "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

# Shows what a command said only when it failed.
quietly() {
  "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "\"$*\" failed" "Its messages stand above"
  }
}

fetch_release() {
  [ -n "${DDCOTERM_RELEASE_URL-}" ] || fail "there is neither a checkout nor a release to take it from" \
    "Set DDCOTERM_RELEASE_URL to the address or the file of ddcoterm-VERSION.tar.gz"
  say "Fetching $DDCOTERM_RELEASE_URL ..."
  fetch "$DDCOTERM_RELEASE_URL" "$work/release.tar.gz"
  fetch "$DDCOTERM_RELEASE_URL.sha256" "$work/release.sha256"
  verify_release
  mkdir "$work/unpacked"
  tar -xozf "$work/release.tar.gz" -C "$work/unpacked" || fail "the release cannot be unpacked" "Fetch it again"
  for folder in "$work"/unpacked/*/; do
    [ -f "$folder/dist/installer.mjs" ] || fail "\"$DDCOTERM_RELEASE_URL\" is no release of ddcoterm" "Pack one with \"npm run pack\""
    mv "$folder" "$work/tree"
    return
  done
}

# fetch FROM TO
fetch() {
  case $1 in
    http://* | https://*)
      if command -v curl >/dev/null; then
        curl -fsSL -o "$2" -- "$1" </dev/null || fail "\"$1\" cannot be fetched" "See what curl said above"
      elif command -v wget >/dev/null; then
        wget -q -O "$2" -- "$1" </dev/null || fail "\"$1\" cannot be fetched" "Try: wget $1"
      else
        fail "neither curl nor wget is there to fetch \"$1\"" "Install curl"
      fi
      ;;
    *)
      cp -- "${1#file://}" "$2" || fail "\"$1\" cannot be read" "DDCOTERM_RELEASE_URL names a file, and FILE.sha256 stands beside it"
      ;;
  esac
}

verify_release() {
  wanted=''
  read -r wanted _ <"$work/release.sha256" || [ -n "$wanted" ] || wanted=none
  if command -v sha256sum >/dev/null; then
    found=$(sha256sum <"$work/release.tar.gz")
  elif command -v shasum >/dev/null; then
    found=$(shasum -a 256 <"$work/release.tar.gz")
  else
    fail "neither sha256sum nor shasum is there to check the release" "Install coreutils"
  fi
  [ "${found%% *}" = "$wanted" ] || fail "the checksum of \"$DDCOTERM_RELEASE_URL\" is wrong: ${found%% *} instead of $wanted" \
    "The release was changed or cut on its way: fetch it again, and do not use it if that does not help"
}

main "$@"
