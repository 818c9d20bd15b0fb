/**
 * Datadog's official client on the other side: what we send is what its models describe, and the review server answers it as
 * Datadog would.
 */

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {client, v1, v2} from '@datadog/datadog-api-client';
import {ObjectSerializer as SerializerV1} from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer';
import {ObjectSerializer as SerializerV2} from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/ObjectSerializer';
import {homePaths} from '../../../src/config/home.ts';
import {ApiTokens} from '../../../src/review/server/api-tokens.ts';
import {type RunningUi, startUi} from '../../../src/review/server/run-ui.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import type {Store} from '../../../src/store/store.ts';
import {renderEventObject} from '../../../src/upload/render/event-object.ts';
import {renderLogEntries} from '../../../src/upload/render/log-entries.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {FrameHost, makeHello} from '../../support/frame-host.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {makeEntry} from '../../upload/make-entry.ts';

const OPTIONS = {
  format: 'datadog',
  tags: {team: 'infra'},
  replayUrl: 'http://127.0.0.1:7117',
  eventSource: 'coterm_process_info',
} as const;

describe('what we send', () => {
  test('is what the client knows as HTTPLogItem', () => {
    const objects = renderLogEntries(makeEntry('log', {text: 'line\n'.repeat(9_000)}), OPTIONS, Date.now()).map(
      ({object}) => object,
    );
    expect(objects.length).toBeGreaterThan(2);
    const items: v2.HTTPLogItem[] = SerializerV2.deserialize(objects, 'Array<HTTPLogItem>', '');
    for (const [index, item] of items.entries()) {
      expect(item._unparsed).toBeUndefined();
      expect(SerializerV2.serialize(item, 'HTTPLogItem', '')).toEqual(JSON.parse(JSON.stringify(objects[index])));
    }
  });

  test('is what the client knows as EventCreateRequest', () => {
    const object = renderEventObject(makeEntry('process-event'), OPTIONS, Date.now());
    const request: v1.EventCreateRequest = SerializerV1.deserialize(object, 'EventCreateRequest', '');
    expect(request._unparsed).toBeUndefined();
    expect(SerializerV1.serialize(request, 'EventCreateRequest', '')).toEqual(object);
    expect(request.additionalProperties).toBeUndefined();
  });
});

describe('the review server', () => {
  let sandbox: Sandbox;
  let store: Store;
  let ui: RunningUi;
  let token: string;
  let configuration: ReturnType<typeof client.createConfiguration>;

  beforeAll(async () => {
    sandbox = createSandbox('client');
    const paths = homePaths(sandbox.env);
    store = await openStore(paths, {access: 'write'});
    token = await new ApiTokens(paths.apiTokens).create('client', Date.now());
    ui = await startUi({paths, store, version: '0', user: 'alice', host: 'web1', port: 0});
    configuration = connect(token);
  });

  afterAll(async () => {
    await ui.close();
    await store.close();
    sandbox.remove();
  });

  const connect = (key: string) =>
    client.createConfiguration({
      authMethods: {apiKeyAuth: key, appKeyAuth: key},
      baseServer: new client.BaseServerConfiguration(`http://127.0.0.1:${ui.port}`, {}),
    });

  test('takes logs and finds them again, page by page', async () => {
    const api = new v2.LogsApi(configuration);
    const logs = Array.from({length: 25}, (_, index) => ({
      ...{
        message: `line one\nrow ${index} of many`,
        ddsource: 'test',
        service: 'shop',
        hostname: 'web9',
        ddtags: 'env:qa,n:1',
      },
      additionalProperties: {exit_code: index, user: {name: 'bob'}},
    }));
    await api.submitLog({body: logs, contentEncoding: 'gzip'});
    await api.submitLog({body: [{message: 'something else', service: 'other'}], ddtags: 'team:sea,n:2'});

    const found: v2.Log[] = [];
    for await (const log of api.listLogsWithPagination({
      body: {
        filter: {query: 'service:shop @exit_code:>=5 row', from: 'now-1h', to: 'now'},
        page: {limit: 7},
        sort: 'timestamp',
      },
    })) {
      found.push(log);
    }
    expect(found.map(({attributes}) => attributes?.attributes?.exit_code)).toEqual(
      Array.from({length: 20}, (_, index) => index + 5),
    );
    expect(found[0]).toMatchObject({
      type: 'log',
      attributes: {host: 'web9', service: 'shop', status: 'info', message: 'line one\nrow 5 of many'},
    });
    expect(found[0]?.attributes?.timestamp).toBeInstanceOf(Date);
    expect(found.every((log) => log._unparsed === undefined)).toBe(true);

    const listed = await api.listLogsGet({
      filterQuery: '-service:shop env:* OR service:other',
      filterFrom: new Date(Date.now() - 60_000),
      filterTo: new Date(Date.now() + 60_000),
    });
    expect(listed.data?.map(({attributes}) => attributes?.message)).toEqual(['something else']);
    const tagged = await api.listLogs({body: {filter: {query: 'team:sea n:2', from: 'now-1h', to: 'now+1m'}}});
    expect(tagged.data?.map(({attributes}) => attributes?.service)).toEqual(['other']);
  });

  test('takes events and lists them by both versions of the API', async () => {
    const api = new v1.EventsApi(configuration);
    const body = renderEventObject(makeEntry('process-event', {name: 'psql'}), OPTIONS, Date.now());
    const created = await api.createEvent({body: SerializerV1.deserialize(body, 'EventCreateRequest', '')});
    expect(created).toMatchObject({status: 'ok', event: {title: 'psql run', sourceTypeName: 'coterm_process_info'}});
    expect((created as {_unparsed?: boolean})._unparsed).toBeUndefined();

    const nowSeconds = Math.floor(Date.now() / 1000);
    const listed = await api.listEvents({start: nowSeconds - 86_400, end: nowSeconds + 60, tags: 'command:psql'});
    expect(listed.events).toHaveLength(1);
    const one = await api.getEvent({eventId: listed.events![0]!.id!});
    expect(one.event?.text).toBe(body.text);

    const found = await new v2.EventsApi(configuration).searchEvents({
      body: {filter: {query: 'source:coterm_process_info command:psql', from: 'now-2d', to: 'now+1h'}},
    });
    expect(found.data).toMatchObject([
      {type: 'event', attributes: {attributes: {title: 'psql run', hostname: 'web1'}}},
    ]);
  });

  test('tells a good key from a bad one, and what is wrong with a request', async () => {
    expect(await new v1.AuthenticationApi(configuration).validate()).toMatchObject({valid: true});
    const stranger = connect('no-token-of-ours');
    await expect(new v1.AuthenticationApi(stranger).validate()).rejects.toMatchObject({code: 403});
    await expect(new v2.LogsApi(stranger).submitLog({body: [{message: 'x'}]})).rejects.toMatchObject({code: 403});
    const api = new v2.LogsApi(configuration);
    await expect(api.submitLog({body: Array.from({length: 1_001}, () => ({message: 'x'}))})).rejects.toMatchObject({
      code: 413,
    });
    await expect(api.listLogs({body: {filter: {query: '(unclosed'}}})).rejects.toMatchObject({code: 400});
    const ownApi = await fetch(`http://127.0.0.1:${ui.port}/api/v1/events`, {
      headers: {authorization: `Bearer ${token}`},
    });
    expect(await ownApi.json()).toMatchObject({items: []});
  });

  test('is a receiver for ddcoterm itself', async () => {
    const sender = createSandbox('sender');
    const upload = {url: `http://127.0.0.1:${ui.port}`};
    const text = JSON.stringify({connection_config: {api_key: token}, upload});
    writeFileSync(join(sender.ddcotermHome, 'config.yaml'), text, {mode: 0o600});
    const agent = new AgentProcess(sender.env);
    await agent.start();
    try {
      const host = new FrameHost(makeHello({name: 'helm', argv: ['helm', 'upgrade']}));
      await host.connect(agent.socket);
      host.output(1000, 'Release upgraded\r\n');
      host.end(2000, 4);
      await host.acknowledged();
      const api = new v2.LogsApi(configuration);
      const query = `@session:${host.hello.session} source:ddcoterm @exit_code:4 upgraded`;
      const deadlineMs = Date.now() + 20_000;
      let found: v2.Log[] = [];
      while (found.length === 0 && Date.now() < deadlineMs) {
        found = (await api.listLogs({body: {filter: {query, from: 'now-1h', to: 'now+1h'}}})).data ?? [];
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(found.map(({attributes}) => attributes?.message)).toEqual(['$ helm upgrade\nRelease upgraded']);
    } finally {
      await agent.stop();
      sender.remove();
    }
  });
});
