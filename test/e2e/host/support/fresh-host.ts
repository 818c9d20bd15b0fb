/** The host under test, built once for a suite, with a new home and a new agent's place for each of its tests. */
import {type BuiltHost, buildHost, RELAY_VARIABLE} from './build-host.ts';
import {FrameServer} from './frame-server.ts';
import {HostSandbox} from './host-sandbox.ts';

/** As the relay is compiled when it is installed. */
const AS_INSTALLED = '-O2 -static';

export class FreshHost {
  built!: BuiltHost;
  box!: HostSandbox;
  /** Listens where the agent would. */
  server!: FrameServer;
}

/** To be called where a suite begins: the fields are there while its tests run. */
export function useFreshHost(): FreshHost {
  const host = new FreshHost();
  beforeAll(async () => {
    host.built = await buildHost();
  }, 60_000);
  afterAll(() => host.built.remove());
  beforeEach(async () => {
    host.box = new HostSandbox(host.built);
    host.server = new FrameServer(host.box.paths.socket);
    await host.server.listen();
  });
  afterEach(async () => {
    await host.server.close();
    await host.box.remove();
  });
  return host;
}

/** The same with the native relay; a suite that runs this one with another build has chosen before. */
export function useFreshRelay(): FreshHost {
  process.env[RELAY_VARIABLE] ??= AS_INSTALLED;
  return useFreshHost();
}
