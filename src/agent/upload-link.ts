/**
 * Joins the agent and the upload: which destinations there are, by the settings and by the key that some host's
 * environment has. Nothing of the upload is loaded before there is a destination.
 */
import {rmSync, writeFileSync} from 'node:fs';
import type {Config} from '../config/config.ts';
import type {SecretText} from '../config/secret-text.ts';
import type {UploadState} from '../protocol/messages.ts';
import {parseQuery} from '../review/query/parse.ts';
import type {PauseReason} from '../store/outbox.ts';
import type {SessionRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {type Destination, type ResolvedDestinations, resolveDestinations} from '../upload/destination.ts';
import type {Uploader} from '../upload/uploader.ts';
import type {AgentLog} from './agent-log.ts';

export interface UploadLinkOptions {
  store: Store;
  log: AgentLog;
  /** What the next command of ours at a terminal tells its user, see `upload/notice` of the CLI. */
  noticeFile: string;
  /** Of the agent: the variables that connections are made by, and HOME. */
  env: Readonly<Record<string, string>>;
  now: () => number;
  /** Nothing is being sent. */
  onIdle: () => void;
}

export class UploadLink {
  /** In memory only: it may hold a key. */
  private env: Readonly<Record<string, string>>;
  private resolved: ResolvedDestinations = {destinations: [], problems: []};
  private uploader: Uploader | null = null;
  /** Changes of the settings, one after the other. */
  private configuring: Promise<void> = Promise.resolve();
  private appKey: SecretText | null = null;
  private told = '';
  private refusedKey: string | undefined;

  constructor(private readonly options: UploadLinkOptions) {
    this.env = options.env;
  }

  get isBusy(): boolean {
    return this.uploader?.isBusy ?? false;
  }

  /** @param offered The connection variables of a host; null: only the settings may have changed. */
  configure(config: Config, offered: Readonly<Record<string, string>> | null): void {
    if (offered !== null && this.isWanted(offered)) this.env = offered;
    this.appKey = config.upload.appKey;
    const {HOME} = this.options.env;
    const env = {...this.env, ...(HOME !== undefined && {HOME})};
    this.resolved = resolveDestinations({upload: config.upload, env, parseQuery});
    this.logProblems();
    const {destinations, problems} = this.resolved;
    // At once: what a session writes next must be queued.
    this.options.store.outbox.subscribe(
      [...destinations, ...problems].map(({name, kinds}) => ({destination: name, kinds})),
      () => this.uploader?.wake(),
    );
    if (destinations.length === 0 && this.uploader === null) return;
    this.configuring = this.configuring.then(() => this.apply(destinations));
  }

  /** Of all destinations, and that for approvals: they must be in no recording, whatever they look like. */
  get keys(): string[] {
    const keys = [this.appKey, ...this.resolved.destinations.map(({apiKey}) => apiKey)];
    return keys.flatMap((key) => (key === null ? [] : [key.reveal()]));
  }

  /** The connection variables, by whose names a redactor knows what is secret of them. */
  get variables(): Record<string, string> {
    const {HOME: _, ...env} = this.env;
    return env;
  }

  /** Sends what waits, now. */
  async flush(): Promise<void> {
    await this.configuring;
    await this.uploader?.hurry();
  }

  /** Somebody else has changed the outbox. */
  async reload(): Promise<void> {
    await this.configuring;
    await this.uploader?.reload();
  }

  get state(): UploadState[] {
    const live = new Map(this.uploader?.live.map((destination) => [destination.name, destination]));
    return [
      ...this.resolved.destinations.map(({name, keySource}) => ({
        name,
        keySource,
        problem: null,
        entriesPerSecond: live.get(name)?.entriesPerSecond ?? 0,
        retryAtMs: live.get(name)?.retryAtMs ?? null,
      })),
      ...this.resolved.problems.map(({name, error}) => ({
        ...{name, keySource: null, problem: error.message, entriesPerSecond: 0, retryAtMs: null},
      })),
    ];
  }

  /** Sessions that must not go yet. */
  async pendingSessions(): Promise<(session: SessionRecord) => boolean> {
    const {destinations, problems} = this.resolved;
    const names = [...destinations, ...problems].map(({name}) => name);
    if (names.length === 0) return () => false;
    const pending = await this.options.store.outbox.listPendingSessions(names);
    return ({id}) => pending.has(id);
  }

  async close(): Promise<void> {
    await this.configuring;
    await this.uploader?.close();
  }

  /**
   * The first key that some environment offers is kept: a command that runs with another one (`DD_API_KEY=… terraform`) must
   * not turn everybody's recordings into that account. Where the key was refused, the next one may try.
   */
  private isWanted(offered: Readonly<Record<string, string>>): boolean {
    const offeredKey = keyOf(offered);
    const ownKey = keyOf(this.env);
    const isEmpty = Object.keys(this.env).every((name) => name === 'HOME');
    if (ownKey === undefined) return offeredKey !== undefined || isEmpty;
    return offeredKey !== undefined && offeredKey !== ownKey && this.refusedKey === ownKey;
  }

  private async apply(destinations: readonly Destination[]): Promise<void> {
    try {
      this.uploader ??= await this.createUploader();
      await this.uploader.configure(destinations);
    } catch (error) {
      this.options.log.error('Cannot prepare the upload', error);
    }
  }

  private async createUploader(): Promise<Uploader> {
    const {Uploader: Implementation} = await import('../upload/uploader.ts');
    const {store, now, onIdle, log} = this.options;
    return new Implementation({
      outbox: store.outbox,
      now,
      onIdle,
      onPause: (name, reason, detail) => void this.tellPause(name, reason, detail),
      onError: (what, error) => log.error(what, error),
    });
  }

  private async tellPause(name: string, reason: PauseReason, detail: string): Promise<void> {
    const {store, log, noticeFile} = this.options;
    if (reason === 'key-refused') this.refusedKey = keyOf(this.env);
    // The answer's text may quote what was sent; the log never holds that.
    log.info(`upload to "${name}" pauses: ${reason}`);
    const [status] = (await store.outbox.listDestinations([name])).filter((found) => found.name === name);
    if (status?.told) return;
    await store.outbox.updateDestination(name, {told: true});
    const cure = reason === 'key-refused' ? 'Correct the key, then: ' : '';
    try {
      rmSync(noticeFile, {force: true});
      const text = `upload to "${name}" pauses: ${detail}\n  ${cure}ddcoterm upload resume ${name}. Until then everything waits here\n`;
      writeFileSync(noticeFile, text, {mode: 0o600, flag: 'wx'});
    } catch (error) {
      log.error('Cannot leave a notice for the user', error);
    }
  }

  private logProblems(): void {
    const text = this.resolved.problems.map(({name, error}) => `${name} ${error.code}`).join(', ');
    if (text !== this.told && text !== '') this.options.log.info(`no upload: ${text}`);
    this.told = text;
  }
}

const keyOf = (env: Readonly<Record<string, string>>): string | undefined => env.DD_API_KEY || env.DATADOG_API_KEY;
