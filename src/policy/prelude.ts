/** The globals of a snippet: what Datadog documents for CoTerm, and ours beside it. */
import {type PolicyFacts, readFlags} from './facts.ts';
import type {FACT_NAMES} from './globals.ts';
import {type LuauValue, renderLuau} from './luau-literal.ts';

/** The word that Datadog's own rule falls back to. */
const NO_CONTEXT = 'unknown';

/**
 * Luau that is run before each snippet and leaves these globals. `k8s_context` is in Datadog's examples: the context that
 * holds for this invocation. They format and match it without asking whether there is one, so it is always a text.
 */
export function renderPrelude(facts: PolicyFacts): string {
  const flags = readFlags(facts.args);
  const {context} = flags;
  const globals: Record<(typeof FACT_NAMES)[number], LuauValue> = {
    executable: facts.executable,
    args: facts.args,
    flags,
    k8s_current_context: facts.k8sCurrentContext,
    k8s_context: typeof context === 'string' ? context : (facts.tags.context ?? facts.k8sCurrentContext ?? NO_CONTEXT),
    env: facts.env,
    cwd: facts.cwd,
    user: facts.user,
    host: facts.host,
    is_tty: facts.isTty,
    git_branch: facts.gitBranch,
    tags: facts.tags,
    time: describeTime(new Date(facts.atMs)),
  };
  const assignments = Object.entries(globals).map(([name, value]) => `${name}=${renderLuau(value)}`);
  const words = renderLuau(Object.fromEntries(facts.args.map((word) => [word, true])));
  return `${assignments.join('\n')}\nlocal words=${words}\nfunction has_arg(word) return words[word] == true end\n`;
}

/** Local time, with the names and the numbering of Lua's `os.date("*t")`: Sunday is 1. */
const describeTime = (date: Date) => ({
  unix: Math.floor(date.getTime() / 1000),
  year: date.getFullYear(),
  month: date.getMonth() + 1,
  day: date.getDate(),
  hour: date.getHours(),
  min: date.getMinutes(),
  sec: date.getSeconds(),
  wday: date.getDay() + 1,
});
