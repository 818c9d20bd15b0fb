/** A served store in an empty home, and a browser's manners of asking it: by raw HTTP, so that any header can be sent. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {request as httpRequest, type IncomingHttpHeaders} from 'node:http';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {type HomePaths, homePaths} from '../../../../src/config/home.ts';
import {type RunningUi, startUi} from '../../../../src/review/server/run-ui.ts';
import {type OpenReadStore, openReadStore} from '../../../../src/review/server/threaded-store.ts';
import {createSandbox, type Sandbox} from '../../../support/sandbox.ts';
import {StoreBuilder} from '../../../support/store-builder.ts';

export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Unpacked where it came compressed. */
  text: string;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export class UiSandbox {
  private constructor(
    readonly sandbox: Sandbox,
    readonly paths: HomePaths,
    readonly builder: StoreBuilder,
    private readonly reader: OpenReadStore,
    readonly ui: RunningUi,
    readonly cookie: string,
  ) {}

  static async create(): Promise<UiSandbox> {
    const sandbox = createSandbox('ui');
    const paths = homePaths(sandbox.env);
    const builder = await StoreBuilder.create(paths);
    const webFolder = join(sandbox.home, 'web');
    mkdirSync(join(webFolder, 'assets'), {recursive: true});
    writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>ddcoterm</title>');
    writeFileSync(join(webFolder, 'assets', 'app-ABCD2345.js'), `console.log('app');\n${'// code\n'.repeat(500)}`);
    const reader = openReadStore(paths, sandbox.env);
    const ui = await startUi({
      paths,
      store: reader.store,
      version: '1.2.3',
      user: 'alice',
      host: 'web1',
      port: 0,
      webFolder,
    });
    const entered = await ask(ui.port, ui.url.slice(ui.url.indexOf('/?')));
    const cookie = String(entered.headers['set-cookie']).split(';')[0]!;
    return new UiSandbox(sandbox, paths, builder, reader, ui, cookie);
  }

  /** As the signed-in app does. @param path Below `/api/v1`. */
  api(path: string, {headers = {}, ...options}: AskOptions = {}): Promise<HttpReply> {
    const own = {cookie: this.cookie, 'sec-fetch-site': 'same-origin', origin: `http://127.0.0.1:${this.ui.port}`};
    return ask(this.ui.port, `/api/v1${path}`, {...options, headers: {...own, ...headers}});
  }

  async json<T>(path: string, options: AskOptions = {}): Promise<T> {
    return JSON.parse((await this.api(path, options)).text) as T;
  }

  async remove(): Promise<void> {
    await this.ui.close();
    await this.reader.close();
    await this.builder.close();
    this.sandbox.remove();
  }
}

export function ask(
  port: number,
  path: string,
  {method = 'GET', headers = {}, body}: AskOptions = {},
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({host: '127.0.0.1', port, path, method, headers, agent: false});
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        const isPacked = response.headers['content-encoding'] === 'gzip' && bytes.length > 0;
        const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
        resolve({status: response.statusCode ?? 0, headers: response.headers, body: bytes, text});
      });
    });
    sent.end(body);
  });
}
