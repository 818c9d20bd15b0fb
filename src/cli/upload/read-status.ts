/** How each destination fares: what the store, the settings and the running agent know of it. */
import type {Config} from '../../config/config.ts';
import {formatDuration} from '../../config/units.ts';
import type {AgentStatus} from '../../protocol/messages.ts';
import {parseQuery} from '../../review/query/parse.ts';
import type {Viewing} from '../../review/viewing.ts';
import type {DestinationStatus, Outbox} from '../../store/outbox.ts';
import {resolveDestinations} from '../../upload/destination.ts';

export interface UploadStatus extends DestinationStatus {
  /** The address that logs go to; null: it is not configured, here or in the agent's environment. */
  url: string | null;
  format: string | null;
  /** Where the key is from, in words. */
  keySource: string | null;
  /** False: neither the settings nor the environment, here or of the agent, name it any more. */
  isConfigured: boolean;
  /** Why nothing can be sent there. */
  problem: string | null;
  /** Null: no agent runs, or it does not send there. */
  entriesPerSecond: number | null;
  retryAtMs: number | null;
}

export interface StatusSources {
  outbox: Outbox;
  config: Config;
  agent: AgentStatus | null;
  env: NodeJS.ProcessEnv;
}

export async function readUploadStatus({outbox, config, agent, env}: StatusSources): Promise<UploadStatus[]> {
  const {destinations, problems} = resolveDestinations({upload: config.upload, env, parseQuery});
  const live = new Map(agent?.upload.map((state) => [state.name, state]));
  const names = [...destinations, ...problems, ...live.values()].map(({name}) => name);
  const statuses = await outbox.listDestinations([...new Set(names)]);
  return statuses.map((status) => {
    const destination = destinations.find(({name}) => name === status.name);
    const state = live.get(status.name);
    return {
      ...status,
      url: destination === undefined ? null : withoutParameters(destination.routes.logs.url),
      format: destination?.render.format ?? null,
      keySource: state?.keySource ?? destination?.keySource ?? null,
      isConfigured: names.includes(status.name),
      problem: problems.find(({name}) => name === status.name)?.error.message ?? state?.problem ?? null,
      entriesPerSecond: state?.entriesPerSecond ?? null,
      retryAtMs: state?.retryAtMs ?? null,
    };
  });
}

/** What stands after the `?` may be a token. */
function withoutParameters(text: string): string {
  const {origin, pathname, search} = new URL(text);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

export function describeUpload(destinations: readonly UploadStatus[], viewing: Viewing): string {
  if (destinations.length === 0) {
    return 'Nothing is sent: there is no key and no receiver. "ddcoterm help upload" and docs/datadog.md tell how to set one';
  }
  return destinations.map((destination) => describe(destination, viewing)).join('\n\n');
}

const PAUSES = {
  user: 'paused by you',
  'key-refused': 'paused: the key was refused',
  'all-refused': 'paused: one entry after the other was refused',
};

function describe(status: UploadStatus, {nowMs, palette}: Viewing): string {
  const {name, waiting, failed, pauseReason, lastError, problem, isConfigured} = status;
  const total = waiting.logs + waiting.events;
  const age = status.oldestQueuedAtMs === null ? '' : `, the oldest for ${roughly(nowMs - status.oldestQueuedAtMs)}`;
  const isReady = problem === null && isConfigured;
  const sends = isReady
    ? 'sends'
    : isConfigured
      ? 'cannot be used'
      : 'not among the settings any more; nothing is sent';
  const state = isReady && pauseReason !== null ? PAUSES[pauseReason] : sends;
  const rows: [string, string | null][] = [
    ['state', state],
    ['problem', problem],
    ['to', status.url === null ? null : `${status.url} (${status.format})`],
    ['key', status.keySource],
    ['waiting', `${total} (${waiting.logs} logs, ${waiting.events} events)${age}`],
    ['set aside', failed === 0 ? null : `${failed}, see "ddcoterm upload failed"`],
    [
      'sent',
      `${status.sentEntries}${status.lastSuccessAtMs === null ? '' : `, the last ${roughly(nowMs - status.lastSuccessAtMs)} ago`}`,
    ],
    ['rate', status.entriesPerSecond ? `${status.entriesPerSecond.toFixed(1)} entries a second` : null],
    [
      'last error',
      lastError === null ? null : `${lastError} (${roughly(nowMs - (status.lastErrorAtMs ?? nowMs))} ago)`,
    ],
    ['next try', status.retryAtMs === null ? null : `in ${roughly(status.retryAtMs - nowMs)}`],
  ];
  const lines = rows.flatMap(([label, text]) => (text === null ? [] : [`  ${palette.dim(label.padEnd(10))} ${text}`]));
  return [palette.bold(name), ...lines].join('\n');
}

/** `3s`, `5m`, `2h`, `4d` */
function roughly(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const step = [86_400, 3_600, 60, 1].find((unit) => seconds >= 2 * unit) ?? 1;
  return formatDuration(Math.floor(seconds / step) * step * 1000 || 0).replace(/^0ms$/, '0s');
}
