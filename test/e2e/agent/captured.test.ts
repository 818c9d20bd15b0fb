/** `capture: all`, from the streams of a command without a terminal to what is searched, shown and masked. */
import {execFile, execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describeWith} from '../../support/programs.ts';
import {type HostKind, ReleaseHome} from '../../support/release-home.ts';

interface Session {
  id: string;
  state: string;
  exitStatus: number | null;
  recordingPath: string;
}

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const SCRIPT = `cat; echo "to stdout, token=${TOKEN}"; echo to stderr >&2; exit 3`;

describeWith(['cc'], 'captured streams', () => {
  describe.each<HostKind>(['relay', 'node'])('by the host %s', (kind) => {
    let home: ReleaseHome;

    beforeEach(() => {
      home = new ReleaseHome(kind, {config: 'capture: all\n'});
    });
    afterEach(() => home.remove());

    const ask = <T>(...words: string[]): T => {
      const cli = join(home.paths.lib, 'current/dist/ddcoterm.mjs');
      return JSON.parse(execFileSync(process.execPath, [cli, ...words, '--json'], {env: home.env, encoding: 'utf8'}));
    };

    /** Redirected as in a script; stdin is a file. */
    function run(): Promise<void> {
      const line = '"$0" sh /bin/sh -c "$1" <"$2" >"$3" 2>"$3.err"; [ $? = 3 ]';
      const {home: folder} = home.sandbox;
      const words = ['-c', line, home.host, SCRIPT, '/etc/hostname', join(folder, 'out')];
      return new Promise((resolve, reject) => {
        execFile('/bin/sh', words, {env: home.env}, (error) => (error ? reject(error) : resolve()));
      });
    }

    async function ended(): Promise<Session> {
      for (const deadlineMs = Date.now() + 20_000; Date.now() < deadlineMs; ) {
        const [session] = ask<Session[]>('ls');
        if (session?.state === 'ended') return session;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('The session does not end');
    }

    test('are in the logs and the recording, without their secrets, and reach their files as they are', async () => {
      await run();
      const {id, exitStatus, recordingPath} = await ended();
      expect(exitStatus).toBe(3);
      const hostname = readFileSync('/etc/hostname', 'utf8');
      const masked = `to stdout, token=${'*'.repeat(TOKEN.length)}\n`;

      const out = join(home.sandbox.home, 'out');
      expect(readFileSync(out, 'utf8')).toBe(`${hostname}to stdout, token=${TOKEN}\n`);
      expect(readFileSync(`${out}.err`, 'utf8')).toBe('to stderr\n');

      const logs = ask<{sessionId: string; text: string}[]>('logs', '"to stderr"');
      expect(logs.map(({sessionId}) => sessionId)).toEqual([id]);
      expect(logs[0]!.text).toContain(masked.trim()); // files keep no order among each other

      const recording = gunzipSync(readFileSync(join(home.paths.recordings, recordingPath))).toString('utf8');
      const textOf = (code: string) =>
        recording
          .split('\n')
          .filter((line) => line.startsWith('['))
          .map((line) => JSON.parse(line) as [number, string, string])
          .filter(([, found]) => found === code)
          .map(([, , text]) => text)
          .join('');
      expect([textOf('0'), textOf('1'), textOf('2')]).toEqual([hostname, hostname + masked, 'to stderr\n']);
    });
  });
});
