import type {Hello} from '../protocol/messages.ts';
import type {Author} from '../store/records.ts';
import {CI_SYSTEMS, CODING_AGENTS, NAMING_VARIABLES} from './author-table.ts';

/** Parents that a person types into. A login shell calls itself `-bash`. */
const INTERACTIVE_PARENTS =
  /^-?(?:bash|zsh|fish|sh|dash|ksh|mksh|tcsh|csh|nu|elvish|xonsh|pwsh|tmux.*|screen|sudo|su|sshd.*|login|ddcoterm.*)$/;

/** `ddcoterm -- COMMAND` is Node, whose main thread has a name of its own in new versions. */
const OWN_PARENTS = /^(?:node|MainThread)$/;

/** What other software calls itself is a word, not a sentence. */
const AGENT_NAME = /^[\w.@+-]{1,40}$/;

/** @param extraAuthors Coding agents that the user named in config.yaml; they win over the built-in table. */
export function detectAuthor(hello: Hello, extraAuthors: readonly {name: string; variable: string}[]): Author {
  const agent = agentName(hello.env, extraAuthors);
  if (agent !== null) return {kind: 'agent', name: agent};
  const ci = CI_SYSTEMS.find(({variable}) => isSet(hello.env[variable]));
  if (ci !== undefined) return {kind: 'script', name: ci.name};
  const parent = hello.parent?.name ?? null;
  // A script's command may have a terminal, too: then the parent is an interpreter or make, not a shell at a prompt. One
  // of the three descriptors is enough: `cat x | kubectl apply -f -` was typed as well.
  if (hello.tty !== null && (parent === null || isInteractive(parent, hello.origin)))
    return {kind: 'person', name: null};
  return {kind: 'script', name: parent};
}

const isInteractive = (parent: string, origin: Hello['origin']): boolean =>
  INTERACTIVE_PARENTS.test(parent) || (origin !== 'shim' && OWN_PARENTS.test(parent));

/** @returns The agent's name, `unknown` where it only says that it is one, null for none. */
function agentName(env: Hello['env'], extraAuthors: readonly {name: string; variable: string}[]): string | null {
  const known = [...extraAuthors, ...CODING_AGENTS].find(({variable}) => isSet(env[variable]));
  if (known !== undefined) return known.name;
  for (const variable of NAMING_VARIABLES) {
    const value = env[variable]?.trim() ?? '';
    if (/^(?:1|true|yes)$/i.test(value)) return 'unknown';
    if (isSet(value) && AGENT_NAME.test(value)) return value.toLowerCase();
  }
  return null;
}

/** `CI=false` and an empty variable say no. */
const isSet = (value: string | undefined): boolean => value !== undefined && !/^(?:|0|false|no)$/i.test(value.trim());
