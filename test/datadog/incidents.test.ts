import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {SecretText} from '../../src/config/secret-text.ts';
import {listActiveIncidents, parseIncidents} from '../../src/datadog/incidents.ts';
import {chooseIncident} from '../../src/policy/choose-incident.ts';

const ANSWER = JSON.stringify({
  data: {
    type: 'incidents_search_results',
    attributes: {
      incidents: [
        {data: {type: 'incidents', id: 'x', attributes: {public_id: 12, title: 'Shop is down', state: 'active'}}},
        {data: {type: 'incidents', id: 'y', attributes: {public_id: 13, title: 'Slow', state: 'active'}}},
      ],
    },
  },
});

describe('incidents', () => {
  test.each(['', 'null', '[]', '{}', '{"data":5}', '{"data":{"attributes":{"incidents":[null,5,{"data":{}}]}}}'])(
    'an answer %j has none',
    (body) => expect(parseIncidents(body)).toEqual([]),
  );

  test('are asked for with both keys', async () => {
    const asked: string[] = [];
    let status = 200;
    const server: Server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers['dd-api-key']} ${request.headers['dd-application-key']}`);
      response.writeHead(status).end(ANSWER);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const options = {
      apiKey: new SecretText('a'),
      appKey: new SecretText('b'),
      base,
      proxy: null,
      caFile: null,
      env: {},
    };
    expect(await listActiveIncidents(options)).toEqual([
      {name: 'IR-12', title: 'Shop is down'},
      {name: 'IR-13', title: 'Slow'},
    ]);
    expect(asked).toEqual([expect.stringMatching(/^\/api\/v2\/incidents\/search\?query=state%3Aactive.* a b$/)]);
    status = 403;
    await expect(listActiveIncidents(options)).rejects.toMatchObject({code: 'INCIDENTS_REFUSED'});
    await expect(listActiveIncidents({...options, appKey: null})).rejects.toMatchObject({code: 'APP_KEY_MISSING'});
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const user = (answer: string | null) => ({say: () => undefined, ask: async () => answer});
  const [first, second] = parseIncidents(ANSWER);
  test.each<[string, Parameters<typeof chooseIncident>, unknown]>([
    ['none', [[], user('1'), true], null],
    ['the only one, unasked', [[first!], user(null), false], first],
    ['the one that is named', [[first!, second!], user(' 2 '), true], second],
    ['none where nothing is answered', [[first!, second!], user(''), true], null],
    ['none where nonsense is answered', [[first!, second!], user('9'), true], null],
    ['none where nobody can be asked', [[first!, second!], user('1'), false], null],
  ])('%s', async (_, args, chosen) => {
    expect(await chooseIncident(...args)).toEqual(chosen);
  });
});
