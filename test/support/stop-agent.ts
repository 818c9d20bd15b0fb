import {askAgent, waitForEnd} from '../../src/cli/agent-control.ts';
import {homePaths} from '../../src/config/home.ts';
import {openStore} from '../../src/store/sqlite-store.ts';

const DELIVERY_MS = 15_000;
const END_MS = 10_000;
const POLL_MS = 50;

/**
 * Ends the agent that recordings started. First every session must have arrived: what still delivers frames would start
 * another agent. Call it before the sandbox goes, and set DDCOTERM_AGENT_IDLE=1s: one that was being started meanwhile
 * then leaves by itself.
 */
export async function stopAgent(env: NodeJS.ProcessEnv, sessions = 1): Promise<void> {
  const paths = homePaths(env);
  for (let waitedMs = 0; waitedMs < DELIVERY_MS; waitedMs += POLL_MS) {
    const isQuiet = (await askAgent(paths, 'status'))?.liveSessions === 0;
    if (isQuiet && (await countEnded(env)) >= sessions) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const status = await askAgent(paths, 'stop');
  if (status !== null) await waitForEnd(status.pid, END_MS);
}

async function countEnded(env: NodeJS.ProcessEnv): Promise<number> {
  const store = await openStore(homePaths(env), {access: 'read'});
  try {
    const {items} = await store.listSessions({query: null, limit: 100});
    return items.filter(({state}) => state === 'ended').length;
  } finally {
    await store.close();
  }
}
