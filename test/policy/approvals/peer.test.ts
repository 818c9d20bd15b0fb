/** Whoever is at the other end of a socket is named, with Perl and, where there is none, by the native relay. */
import {readdirSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {readPeer} from '../../../src/policy/approvals/peer.ts';
import {type Compiled, compile, relayFile} from '../../relay/build-harness.ts';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

describeWith(['cc', 'perl'], 'readPeer', () => {
  let relay: Compiled;
  let sandbox: Sandbox;
  let server: Server;
  let client: Socket;
  let accepted: Promise<Socket>;

  beforeAll(() => {
    const sources = readdirSync(relayFile('.')).filter((name) => name.endsWith('.c'));
    relay = compile(sources.map(relayFile), {options: ['-O1']});
  }, 60_000);
  afterAll(() => relay.remove());
  beforeEach(async () => {
    sandbox = createSandbox();
    const path = join(sandbox.home, 'sock');
    server = createServer();
    accepted = new Promise((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    client = connect(path);
  });
  afterEach(async () => {
    client.destroy();
    (await accepted).destroy();
    server.close();
    sandbox.remove();
  });

  const self = () => ({uid: userInfo().uid, user: userInfo().username});

  test('names the user with Perl', async () => {
    expect(await readPeer(await accepted, '/nowhere')).toEqual(self());
  });

  test('names the user by the relay where there is no Perl', async () => {
    expect(await readPeer(await accepted, relay.file, '/nowhere')).toEqual(self());
  });

  test('tells when there is neither', async () => {
    await expect(readPeer(await accepted, '/nowhere', '/nowhere')).rejects.toMatchObject({
      code: 'APPROVAL_PEER_UNKNOWN',
    });
  });
});
