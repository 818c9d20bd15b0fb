/**
 * What a command, its user and the programs around it must not notice: each behaviour is run directly and through a host,
 * by the very same words in a real terminal, and everything that can be seen from outside is compared.
 *
 * With TRANSPARENCY_LIST=FILE the list for test/bench/RESULTS.md is written there.
 *
 * It fails when a behaviour differs that is not in `known-differences.ts`, and when one differs no more that is.
 */

import {writeFileSync} from 'node:fs';
import type {SessionRecord} from '../../../src/store/records.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {describeAsRoot, describeWith} from '../../support/programs.ts';
import {BEHAVIOURS} from './behaviours/index.ts';
import {KNOWN_DIFFERENCES} from './known-differences.ts';
import type {Behaviour} from './support/behaviour.ts';
import {type Comparison, compare} from './support/compare.ts';
import {findHosts, type HostName, type InstalledHost, installHost} from './support/hosts.ts';
import {renderList} from './support/list.ts';
import {renderTable} from './support/table.ts';
import {Terminals} from './support/terminals.ts';

/** So many comparisons are under way at once: most of them wait most of their time. */
const AT_ONCE = 4;

const hosts = findHosts();
const verdicts = new Map<string, Map<HostName, string>>();

const behaviours = BEHAVIOURS.filter(({asRoot}) => asRoot !== true || process.getuid?.() === 0);

const knownDifference = (name: string, host: HostName) =>
  KNOWN_DIFFERENCES.find((known) => known.behaviour === name && known.hosts.includes(host));

afterAll(() => {
  process.stdout.write(renderTable(hosts, verdicts));
  const file = process.env.TRANSPARENCY_LIST;
  if (file !== undefined) writeFileSync(file, renderList({hosts, verdicts, behaviours, known: KNOWN_DIFFERENCES}));
});

test('every known difference is one of a behaviour that is compared', () => {
  const names = new Set(BEHAVIOURS.map(({name}) => name));
  expect(KNOWN_DIFFERENCES.filter(({behaviour}) => !names.has(behaviour))).toEqual([]);
  expect(names.size).toBe(BEHAVIOURS.length);
});

// They stand among the others; here only who cannot run them is told.
describeAsRoot('su and sudo through a host', () => {
  test('are compared', () => expect(behaviours).toEqual(BEHAVIOURS));
});

describeWith(
  ['bash', 'zsh', 'python3', 'script', 'vim', 'less', 'tmux', 'psql', 'git', 'expect', 'sudo'],
  'transparency',
  () => {
    describe.each(hosts)('of the %s host', (hostName) => {
      let host: InstalledHost;
      let terminals: Terminals;
      const comparisons = new Map<string, Promise<Comparison>>();

      beforeAll(() => {
        host = installHost(hostName);
        terminals = new Terminals();
      }, 60_000);

      afterAll(async () => {
        await Promise.allSettled(comparisons.values());
        await terminals.close();
        await host.remove();
      }, 120_000);

      /** This one, and the next few in the list already. */
      function comparisonOf(behaviour: Behaviour): Promise<Comparison> {
        const index = behaviours.indexOf(behaviour);
        for (const next of behaviours.slice(index, index + AT_ONCE)) {
          if (!comparisons.has(next.name)) comparisons.set(next.name, compare(next, host, terminals));
        }
        return comparisons.get(behaviour.name)!;
      }

      test.each(behaviours.map((behaviour) => [behaviour.name, behaviour] as const))(
        '%s',
        async (name, behaviour) => {
          const {direct, hosted, directText} = await comparisonOf(behaviour);
          // Should jest try again, both are run again.
          if (direct.error !== null) comparisons.delete(name);
          expect({error: direct.error, text: directText}).toEqual({
            error: null,
            text:
              typeof behaviour.shows === 'string'
                ? expect.stringContaining(behaviour.shows)
                : expect.stringMatching(behaviour.shows),
          });
          const isSame = JSON.stringify(hosted) === JSON.stringify(direct);
          // Should jest try again, both are run again.
          if (!isSame) comparisons.delete(name);
          const known = knownDifference(name, hostName);
          const isLucky = isSame && known?.isByChance === true;
          note(name, hostName, isSame && !isLucky ? 'same' : known ? 'differs (known)' : 'DIFFERS');
          if (known === undefined) expect(hosted).toEqual(direct);
          else if (isSame && !isLucky)
            throw new Error(`"${name}" differs no more: take it out of known-differences.ts`);
        },
        120_000,
      );

      test('every run is in the store with its end', async () => {
        const sessions = await readSessions(host, (all) => all.every(({state}) => state !== 'live'));
        const wrong: string[] = [];
        for (const behaviour of behaviours) {
          const comparison = await comparisons.get(behaviour.name);
          if (comparison === undefined) continue; // not run: another test was asked for by name
          const own = sessions.filter(({cwd}) => cwd.startsWith(comparison.cwd));
          const wanted = behaviour.recorded;
          if (wanted === 'maybe') continue;
          const ending = describeEnding(own.at(-1));
          if (wanted === null ? own.length > 0 : own.length === 0)
            wrong.push(`${behaviour.name}: ${own.length} sessions`);
          if (typeof wanted === 'string' && ending !== wanted)
            wrong.push(`${behaviour.name}: ${ending}, not ${wanted}`);
        }
        expect(wrong).toEqual([]);
      }, 30_000);
    });
  },
);

function note(behaviour: string, host: HostName, verdict: string): void {
  const row = verdicts.get(behaviour) ?? new Map<HostName, string>();
  verdicts.set(behaviour, row.set(host, verdict));
}

function describeEnding(session: SessionRecord | undefined): string {
  if (session === undefined) return 'no session';
  return session.signal === null ? `exit ${session.exitStatus}` : `signal ${session.signal}`;
}

/** Oldest first. Sessions are written a moment after their commands end. */
async function readSessions(
  {paths}: InstalledHost,
  isWhole: (sessions: SessionRecord[]) => boolean,
): Promise<SessionRecord[]> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    const store = await openStore(paths, {access: 'read'});
    const {items} = await store.listSessions({query: null, limit: 10_000, oldestFirst: true});
    await store.close();
    if (isWhole(items) || Date.now() > deadlineMs) return items;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
