import type {Hello} from '../protocol/messages.ts';
import type {Author} from '../store/records.ts';
import {CI_SYSTEMS, CODING_AGENTS, NAMING_VARIABLES} from './author-table.ts';

/** Parents that a person types into. A login shell calls itself `-bash`. */
const INTERACTIVE_PARENTS =
  /^-?(?:bash|zsh|fish|sh|dash|ksh|mksh|tcsh|csh|nu|elvish|xonsh|pwsh|tmux.*|screen|sudo|su|sshd.*|login|ddcoterm.*|MainThread|node)$/;

/** What other software calls itself is a word, not a sentence. */
const AGENT_NAME = /^[\w.@+-]{1,40}$/;

/** @param extraAuthors Coding agents that the user named in config.yaml; they win over the built-in table. */
export function detectAuthor(hello: Hello, extraAuthors: readonly {name: string; variable: string}[]): Author {
  const agent = agentName(hello.env, extraAuthors);
  if (agent !== null) return {kind: 'agent', name: agent};
  const ci = CI_SYSTEMS.find(({variable}) => isSet(hello.env[variable]));
  if (ci !== undefined) return {kind: 'script', name: ci.name};
  const parent = hello.parent?.name ?? null;
  // A script's command may have a terminal, too: then the parent is an interpreter or make, not a shell at a prompt.
  const isAtTerminal = hello.tty !== null && hello.streams[0] === 'tty';
  if (isAtTerminal && (parent === null || INTERACTIVE_PARENTS.test(parent))) return {kind: 'person', name: null};
  return {kind: 'script', name: parent};
}

function agentName(env: Hello['env'], extraAuthors: readonly {name: string; variable: string}[]): string | null {
  const known = [...extraAuthors, ...CODING_AGENTS].find(({variable}) => isSet(env[variable]));
  if (known !== undefined) return known.name;
  const naming = NAMING_VARIABLES.map((variable) => env[variable]).find(
    (value) => value !== undefined && AGENT_NAME.test(value),
  );
  return naming ?? null;
}

/** `CI=false` and an empty variable say no. */
const isSet = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value);
