/** `ddcoterm ui`: serves until it is told to stop. */
import {rm} from 'node:fs/promises';
import type {HomePaths} from '../../config/home.ts';
import {DdcotermError} from '../../errors.ts';
import {ApiTokens} from './api-tokens.ts';
import type {ReadStore} from './read-store.ts';
import {Recordings} from './recordings.ts';
import {announceServer, askRunningServer, createControlSecret, withdrawServer} from './running-server.ts';
import {SavedViews} from './saved-views.ts';
import {SignIn} from './sign-in.ts';
import {findWebFolder, StaticFiles} from './static-files.ts';
import {type SERVER_LIMITS, WebServer} from './web-server.ts';

/** Where it listens unless told otherwise, or on one of the next: an address that can be remembered. */
const DEFAULT_PORT = 7117;
const PORTS_TRIED = 20;

export interface UiRequest {
  paths: HomePaths;
  store: ReadStore;
  version: string;
  user: string;
  host: string;
  /** Undefined: the usual one, or one that is free. */
  port: number | undefined;
  webFolder?: string;
  limits?: Partial<typeof SERVER_LIMITS>;
}

export interface RunningUi {
  /** An address that signs in a browser, once. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** @returns An address of a server that runs already; null: none does, or not on this port. */
export const findRunningUi = (paths: HomePaths, port: number | undefined): Promise<string | null> =>
  askRunningServer(paths.uiServer, port === 0 ? -1 : port);

/** @throws {DdcotermError} UI_PORT_TAKEN, UI_PORT_UNUSABLE. */
export async function startUi(request: UiRequest): Promise<RunningUi> {
  const {paths, store, version, user, host} = request;
  const controlSecret = createControlSecret();
  const parts = {
    services: {
      store,
      paths,
      recordings: new Recordings(store, paths),
      views: new SavedViews(paths.savedViews),
      version,
      user,
      host,
    },
    files: new StaticFiles(request.webFolder ?? findWebFolder()),
    signIn: new SignIn(),
    tokens: new ApiTokens(paths.apiTokens),
    controlSecret,
    ...(request.limits === undefined ? {} : {limits: request.limits}),
  };
  const server = await listenSomewhere(parts, request.port);
  const {port} = server;
  await announceServer(paths.uiServer, {port, secret: controlSecret});
  return {
    url: server.createLink(),
    port,
    async close() {
      await withdrawServer(paths.uiServer, controlSecret);
      // Where it cannot be removed, it could not be made.
      await rm(paths.uiPage, {force: true}).catch(() => undefined);
      await server.close();
    },
  };
}

async function listenSomewhere(
  parts: Parameters<typeof WebServer.listen>[0],
  wanted: number | undefined,
): Promise<WebServer> {
  if (wanted !== undefined) return WebServer.listen(parts, wanted);
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
    try {
      return await WebServer.listen(parts, port);
    } catch (error) {
      if (!(error instanceof DdcotermError) || error.code !== 'UI_PORT_TAKEN') throw error;
    }
  }
  return WebServer.listen(parts, 0);
}
