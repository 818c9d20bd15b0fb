/** Key, site, clock, proxy and TLS of each destination, by a call that sends nothing; and how its queue fares. */
import {existsSync} from 'node:fs';
import type {HttpAnswer} from '../../datadog/http-client.ts';
import {chooseProxy} from '../../datadog/proxy.ts';
import {DdcotermError} from '../../errors.ts';
import {parseQuery} from '../../review/query/parse.ts';
import type {DestinationStatus} from '../../store/outbox.ts';
import {type Destination, resolveDestinations} from '../../upload/destination.ts';
import {describeAnswer, judge} from '../../upload/send/answer.ts';
import {askAgent} from '../agent-control.ts';
import type {CliContext} from '../context.ts';
import {type Check, ok} from './check.ts';

const PROBE_TIMEOUT_MS = 10_000;

/** Datadog takes what is up to 18 hours old; TLS and the order of entries suffer earlier. */
const SKEW_WARN_MS = 2 * 60 * 1000;
const SKEW_FAIL_MS = 60 * 60 * 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

export async function examineUpload(context: CliContext): Promise<Check[]> {
  const {upload} = await context.config();
  const {destinations, problems} = resolveDestinations({upload, env: context.env, parseQuery});
  const broken = problems.map(({name, error}) => failure(name, error));
  const reached = await Promise.all(destinations.map((destination) => examineDestination(destination, context)));
  const queues = await examineQueues(context);
  const checks = [...broken, ...reached.flat(), ...queues];
  return checks.length > 0 ? checks : [await tellNothing(context, upload.enabled)];
}

async function tellNothing(context: CliContext, isEnabled: boolean): Promise<Check> {
  if (!isEnabled) return ok('upload', 'UPLOAD', 'Nothing leaves this machine: upload.enabled is false');
  const state = (await askAgent(context.paths, 'status'))?.upload[0];
  return state === undefined
    ? ok('upload', 'UPLOAD', 'Nothing leaves this machine: there is no key and no upload.url')
    : ok('upload', 'UPLOAD', `The agent uploads with the key of ${state.keySource}; the environment here has none`);
}

async function examineDestination(destination: Destination, context: CliContext): Promise<Check[]> {
  const {HttpClient} = await import('../../datadog/http-client.ts');
  const {name, routes, keySource} = destination;
  const url = new URL(routes.probe.url);
  try {
    const proxy = chooseProxy(url, destination.proxy, destination.env);
    const client = new HttpClient({...destination, timeoutMs: PROBE_TIMEOUT_MS});
    const askedAtMs = context.now();
    const answer = await client.send(routes.probe);
    client.close();
    const way = proxy === null ? '' : ` through the proxy of ${proxy.source}`;
    const key = keySource === null ? '' : `; key: ${keySource}`;
    return [
      judgeProbe(destination, answer, `"${name}": ${url.host} answers${way}${key}`),
      ...examineClock(name, answer.serverDateMs, askedAtMs),
      ...examineEncryption(destination, new URL(routes.logs.url)),
    ];
  } catch (error) {
    if (!(error instanceof DdcotermError)) throw error;
    return [failure(name, error)];
  }
}

function judgeProbe({name, routes, keySource}: Destination, answer: HttpAnswer, good: string): Check {
  const verdict = judge(answer.status);
  const said = describeAnswer(answer.status, '');
  if (verdict === 'key-refused') {
    const message = `"${name}": the key is refused (${said})`;
    const cure = `Correct the key of ${keySource ?? 'the settings'}; is the site right? Then: ddcoterm upload resume ${name}`;
    return {area: 'upload', code: 'UPLOAD_KEY_REFUSED', state: 'fail', message, cure};
  }
  // A receiver of the format alone answers a question like ours in its own way: it is there.
  if (verdict === 'accepted' || (!routes.probesKey && answer.status < 500)) return ok('upload', 'UPLOAD', good);
  const message = `"${name}": the receiver answers ${said}`;
  return {
    area: 'upload',
    code: 'UPLOAD_ANSWER',
    state: 'warn',
    message,
    cure: 'Look at upload.url and at the receiver',
  };
}

function examineClock(name: string, serverDateMs: number | null, nowMs: number): Check[] {
  const skewMs = serverDateMs === null ? 0 : nowMs - serverDateMs;
  if (Math.abs(skewMs) < SKEW_WARN_MS) return [];
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const message = `The clock here is ${minutes} minutes ${skewMs > 0 ? 'ahead of' : 'behind'} that of "${name}"`;
  const state = Math.abs(skewMs) < SKEW_FAIL_MS ? 'warn' : 'fail';
  return [
    {area: 'upload', code: 'CLOCK_SKEW', state, message, cure: 'Set the clock, best by NTP: timedatectl set-ntp true'},
  ];
}

function examineEncryption({name, apiKey}: Destination, {protocol, hostname}: URL): Check[] {
  const isHere = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || isHere) return [];
  const what = apiKey === null ? 'What is sent' : 'The key and what is sent';
  const message = `"${name}": ${what} can be read on the way: upload.url is http://`;
  return [{area: 'upload', code: 'UPLOAD_UNENCRYPTED', state: 'warn', message, cure: 'Use https://'}];
}

async function examineQueues(context: CliContext): Promise<Check[]> {
  if (!existsSync(context.paths.database)) return [];
  const store = await context.openStore('read');
  try {
    const statuses = await store.outbox.listDestinations();
    return statuses.flatMap((status) => examineQueue(status, context.now()));
  } finally {
    await store.close();
  }
}

function examineQueue(status: DestinationStatus, nowMs: number): Check[] {
  const {name, waiting, pauseReason, failed, oldestQueuedAtMs, lastError} = status;
  const checks: Check[] = [];
  const total = waiting.logs + waiting.events;
  if (pauseReason !== null && pauseReason !== 'user') {
    const message = `"${name}" pauses: ${lastError ?? pauseReason}. Waiting: ${total}`;
    const cure = `Mend the cause, then: ddcoterm upload resume ${name}`;
    checks.push({area: 'upload', code: 'UPLOAD_PAUSED', state: 'fail', message, cure});
  } else if (total > 0 && oldestQueuedAtMs !== null && nowMs - oldestQueuedAtMs > DAY_MS) {
    const message = `"${name}": ${total} entries wait for more than a day${lastError === null ? '' : `: ${lastError}`}`;
    checks.push({area: 'upload', code: 'UPLOAD_WAITS', state: 'warn', message, cure: 'Try now: ddcoterm upload flush'});
  }
  if (failed > 0) {
    const message = `"${name}": ${failed} entries were refused and set aside`;
    checks.push({
      area: 'upload',
      code: 'UPLOAD_SET_ASIDE',
      state: 'warn',
      message,
      cure: 'See: ddcoterm upload failed',
    });
  }
  return checks;
}

function failure(name: string, {code, message, hint}: DdcotermError): Check {
  return {
    area: 'upload',
    code,
    state: 'fail',
    message: `"${name}": ${message}`,
    ...(hint !== undefined && {cure: hint}),
  };
}
