/** The shim script of one command, and the line by which we know a file as ours. */

import type {ShimProfile} from '../shims/profile.ts';
import {SHIM_MARKER_NAME} from '../src/config/home.ts';
import {quoteSh} from './quote-sh.ts';
import {renderBypass} from './shim-bypass.ts';
import {checkFileName} from './shim-name.ts';

/** Raised whenever the script's shape changes. */
export const SHIM_FORMAT = 1;

/**
 * Nested calls of shims after which the last candidate on PATH is taken instead of the first: two wrappers, each of which
 * looks for "the next one", call each other in a circle. Honest nesting (ssh in ansible in make) stays far below.
 */
const CIRCLE_DEPTH = 12;
/** Nested calls after which nothing is run any more. */
const LAST_DEPTH = 36;

/** Which host shims take where both are there and DDCOTERM_HOST does not choose. */
export const DEFAULT_HOST: 'node' | 'relay' = 'relay';

/**
 * The native relay of this machine's architecture, where the home has it. Which architecture that is tells the dynamic
 * loader, whose place is part of each architecture's ABI: two looks at the file system, where `uname` costs a process.
 * Where loaders of two architectures lie, or none is known, the launcher serves, which works everywhere.
 * DDCOTERM_HOST=node or =relay chooses.
 */
const CHOOSE_RELAY = `ddcoterm_relay=''
if [ -e /lib64/ld-linux-x86-64.so.2 ] || [ -e /lib/ld-musl-x86_64.so.1 ]; then ddcoterm_relay=$ddcoterm_host-linux-x64; fi
if [ -e /lib/ld-linux-aarch64.so.1 ] || [ -e /lib/ld-musl-aarch64.so.1 ]; then
  ddcoterm_relay=\${ddcoterm_relay:+none}\${ddcoterm_relay:-$ddcoterm_host-linux-arm64}
fi
case \${DDCOTERM_HOST:-${DEFAULT_HOST}} in relay) ;; *) ddcoterm_relay='' ;; esac
if [ -f "$ddcoterm_relay" ] && [ -x "$ddcoterm_relay" ] && [ -s "$ddcoterm_relay" ]; then ddcoterm_host=$ddcoterm_relay; fi`;

export interface ShimOptions {
  command: string;
  /** Of ddcoterm. */
  version: string;
  profile: ShimProfile;
}

/**
 * POSIX sh without a fork, and without a variable or option that the command could inherit: names start with `ddcoterm_`
 * and are not exported, PATH is split by hand since IFS and `set -f` may come from outside.
 *
 * @throws {DdcotermError} SHIM_NAME: the command is no file name; SHIM_PROFILE: a bypass rule cannot be rendered.
 */
export function renderShimScript({command, version, profile}: ShimOptions): string {
  checkFileName(command);
  const name = quoteSh(command);
  const skip = `[ ! -f "$ddcoterm_file" ] || [ "$ddcoterm_file" = "$0" ] || [ -e "$ddcoterm_dir/${SHIM_MARKER_NAME}" ]`;
  return `#!/bin/sh
# ddcoterm-shim: format=${SHIM_FORMAT} version=${version} command=${command}
# Written by "ddcoterm shim add ${name}", removed by "ddcoterm shim remove ${name}". Edits are lost.

# The real command: the first of that name on PATH outside every folder marked as holding shims. Where wrappers call
# each other in a circle (depth), the last one gets its turn, and in the end none.
ddcoterm_path=\${PATH-}: ddcoterm_real='' ddcoterm_failure='command not found' ddcoterm_depth=\${DDCOTERM_SHIM_DEPTH:-0}
case $ddcoterm_depth in [0-9] | [1-9][0-9]) ;; *) ddcoterm_depth=0 ;; esac
while [ -n "$ddcoterm_path" ]; do
  ddcoterm_dir=\${ddcoterm_path%%:*} ddcoterm_path=\${ddcoterm_path#*:}
  case $ddcoterm_dir in '') ddcoterm_dir=. ;; \\~/*) ddcoterm_dir=\${HOME-}/\${ddcoterm_dir#??} ;; [!/]*) ddcoterm_dir=./$ddcoterm_dir ;; esac
  ddcoterm_file=$ddcoterm_dir/${name}
  if ${skip}; then continue; fi
  if [ ! -x "$ddcoterm_file" ]; then ddcoterm_failure='Permission denied' && continue; fi
  ddcoterm_real=$ddcoterm_file
  [ "$ddcoterm_depth" -ge ${CIRCLE_DEPTH} ] || break
done
[ "$ddcoterm_depth" -lt ${LAST_DEPTH} ] || ddcoterm_real='' ddcoterm_failure='shims call each other in a circle: ddcoterm shim doctor'
if [ -z "$ddcoterm_real" ]; then
  printf '%s: %s\\n' ${name} "$ddcoterm_failure" >&2
  case $ddcoterm_failure in Permission*) exit 126 ;; *) exit 127 ;; esac
fi

# Stand aside: switched off, an invocation that is never recorded, or no host to run.
ddcoterm_host=\${DDCOTERM_HOME:-\${HOME-}/.ddcoterm}/bin/ddcoterm-host
${CHOOSE_RELAY}
case \${DDCOTERM_DISABLE:-0} in 0) ;; *) ddcoterm_host='' ;; esac
${renderBypass(profile).join('\n')}
if [ ! -f "$ddcoterm_host" ] || [ ! -x "$ddcoterm_host" ] || [ ! -s "$ddcoterm_host" ]; then ddcoterm_host=''; fi

# A variable is added only where this shim could be called again unnoticed.
if [ -z "$ddcoterm_host" ] || [ -n "\${DDCOTERM_SESSION-}\${DDCOTERM_SHIM_DEPTH-}" ]; then
  export DDCOTERM_SHIM_DEPTH=$((ddcoterm_depth + 1))
fi
if [ -z "$ddcoterm_host" ]; then exec "$ddcoterm_real" "$@"; fi
exec "$ddcoterm_host" ${name} "$ddcoterm_real" "$@"
`;
}

export interface ShimHeader {
  format: number;
  version: string;
  command: string;
}

/** Bytes of a file that are enough to hold the first two lines of a shim: a file name has at most 255 bytes. */
export const HEADER_BYTES = 1024;

/** @param text The file, or its start. @returns Null: not a file of ours. */
export function parseShimHeader(text: string): ShimHeader | null {
  const match = /^#![^\n]*\n# ddcoterm-shim: format=(\d{1,6}) version=(\S+) command=([^\n]+)\n/.exec(text);
  if (!match) return null;
  return {format: Number(match[1]), version: match[2]!, command: match[3]!};
}
