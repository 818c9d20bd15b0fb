/**
 * Agents that stop for a while, disks that are full for a while, upgrades under running commands: with both hosts, on real
 * terminals. What failure looks like: a command waits, or something of it is not in its recording afterwards.
 */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {askAgent} from '../../../src/cli/agent-control.ts';
import {VERSION} from '../../../src/config/version.ts';
import {describeAsRoot, describeWith} from '../../support/programs.ts';
import {type HostKind, kill, ReleaseHome} from '../../support/release-home.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {findFaults, longestWriteOf, type Run, say, talk} from './soak/commands.ts';

const HOSTS: HostKind[] = ['relay', 'node'];
/** A command that waited for the agent, or for the disk, would have waited longer. */
const UNNOTICED_MS = 5_000;
const DELIVERY_MS = 60_000;
const NEWER = '99.0.0';

/** A command that talks all the time, and others that are started meanwhile. */
class Scene {
  readonly stopFile: string;
  private readonly talking: Promise<Run>;
  private readonly others: Run[] = [];

  private constructor(readonly home: ReleaseHome) {
    this.stopFile = join(home.sandbox.home, 'stop');
    this.talking = talk(home, this.stopFile, 5, 0.02);
  }

  /** @returns Once an agent serves. */
  static async open(home: ReleaseHome): Promise<Scene> {
    const scene = new Scene(home);
    await eventually(async () => ((await scene.status())?.liveSessions ?? 0) > 0);
    return scene;
  }

  status(): ReturnType<typeof askAgent> {
    return askAgent(this.home.paths, 'status').catch(() => null);
  }

  /** @returns How long it took, milliseconds. */
  async sayOne(): Promise<number> {
    const startMs = Date.now();
    this.others.push(await say(this.home, this.others.length));
    return Date.now() - startMs;
  }

  async end(): Promise<{faults: string[]; longestWriteMs: number}> {
    writeFileSync(this.stopFile, '');
    const talked = await this.talking;
    const faults = await findFaults(this.home, [talked, ...this.others], DELIVERY_MS);
    return {faults, longestWriteMs: longestWriteOf(talked)};
  }

  async remove(): Promise<void> {
    writeFileSync(this.stopFile, '');
    await this.talking;
    await this.home.remove();
  }
}

async function eventually(isTrue: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadlineMs) throw new Error(`It did not become true in ${timeoutMs} ms`);
    await sleep(50);
  }
}

async function withBoth(body: (host: HostKind) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(HOSTS.map(body)); // what one has mounted is gone only when both are done
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

describeWith(['python3'], 'nothing is lost, and nothing noticed', () => {
  test('while the agent is stopped for ten seconds', async () => {
    await withBoth(async (host) => {
      const scene = await Scene.open(new ReleaseHome(host));
      try {
        const agents = scene.home.agents();
        for (const pid of agents) kill(pid, 'SIGSTOP');
        const untilMs = Date.now() + 10_000;
        expect(await scene.sayOne()).toBeLessThan(UNNOTICED_MS);
        expect(await scene.sayOne()).toBeLessThan(UNNOTICED_MS);
        await sleep(untilMs - Date.now());
        for (const pid of agents) kill(pid, 'SIGCONT');
        const {faults, longestWriteMs} = await scene.end();
        expect([host, faults]).toEqual([host, []]);
        expect(longestWriteMs).toBeLessThan(UNNOTICED_MS);
      } finally {
        for (const pid of scene.home.agents()) kill(pid, 'SIGCONT');
        await scene.remove();
      }
    });
  }, 180_000);

  test('while a newer version takes the place of the one that they began with', async () => {
    await withBoth(async (host) => {
      const scene = await Scene.open(new ReleaseHome(host));
      const {home} = scene;
      try {
        expect((await scene.status())?.version).toBe(VERSION);
        home.install(NEWER);
        await askAgent(home.paths, 'stop');
        // A node host is a process of its version, which stays as long as that.
        if (host === 'relay') home.uninstall(VERSION);
        await eventually(async () => (await scene.status())?.version === NEWER);
        await scene.sayOne();
        const {faults, longestWriteMs} = await scene.end();
        expect([host, faults]).toEqual([host, []]);
        expect(longestWriteMs).toBeLessThan(UNNOTICED_MS);
        expect((await scene.status())?.version).toBe(NEWER);
      } finally {
        await scene.remove();
      }
    });
  }, 180_000);
});

describeAsRoot('nothing is lost, and nothing noticed, on a disk', () => {
  let mounts: Sandbox;

  beforeEach(() => {
    mounts = createSandbox('disks');
  });

  afterEach(() => mounts.remove());

  test('that is full for a while', async () => {
    await withBoth(async (host) => {
      const disk = join(mounts.home, host);
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', disk]);
      try {
        await fillFor(
          disk,
          new ReleaseHome(host, {ddcotermHome: join(disk, 'home'), config: 'limits: {free_disk: 0}\n'}),
        );
      } finally {
        // Statements of the test's own store may still be waiting to be collected.
        execFileSync('umount', ['--lazy', disk]);
      }
    });
  }, 180_000);

  async function fillFor(disk: string, home: ReleaseHome): Promise<void> {
    const scene = await Scene.open(home);
    try {
      const filler = join(disk, 'filler');
      execFileSync('sh', ['-c', `cat /dev/zero >'${filler}' 2>/dev/null || true`]);
      expect(existsSync(filler)).toBe(true);
      expect(await scene.sayOne()).toBeLessThan(UNNOTICED_MS);
      await sleep(2_000); // the agent tries meanwhile
      expect(await scene.sayOne()).toBeLessThan(UNNOTICED_MS);
      rmSync(filler);
      const {faults, longestWriteMs} = await scene.end();
      expect([home.host, faults]).toEqual([home.host, []]);
      expect(longestWriteMs).toBeLessThan(UNNOTICED_MS);
    } finally {
      rmSync(join(disk, 'filler'), {force: true});
      await scene.remove();
    }
  }
});
