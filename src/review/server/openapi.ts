/** The OpenAPI document (3.1), made of the table of routes. */

import {ref} from './json-schema.ts';
import {PROBLEM_TYPE} from './problem.ts';
import type {Parameter, Route} from './route.ts';
import {API_BASE} from './router.ts';
import {SCHEMAS} from './schemas.ts';

export function renderOpenApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[API_BASE + route.path] = {...paths[API_BASE + route.path], [route.method.toLowerCase()]: operationOf(route)};
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ddcoterm',
      version,
      description: 'Recorded terminal sessions: replays, events and logs. Served by "ddcoterm ui", on loopback only.',
      license: {name: 'Apache-2.0', identifier: 'Apache-2.0'},
    },
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        token: {type: 'http', scheme: 'bearer', description: 'A token of "ddcoterm ui token create"'},
      },
    },
    security: [{token: []}],
  };
}

function operationOf(route: Route): Record<string, unknown> {
  const {method, path, summary, parameters = [], body} = route;
  return {
    operationId: operationId(method, path),
    summary,
    parameters: [...pathParameters(path), ...parameters.map(queryParameter)],
    ...(body === undefined ? {} : {requestBody: {required: true, content: {'application/json': {schema: ref(body)}}}}),
    responses: {
      ...responseOf(route),
      default: {description: 'A problem (RFC 9457)', content: {[PROBLEM_TYPE]: {schema: ref('Problem')}}},
    },
  };
}

function responseOf({response}: Route): Record<string, unknown> {
  if ('schema' in response) {
    return {
      [response.status ?? 200]: {description: 'Done', content: {'application/json': {schema: ref(response.schema)}}},
    };
  }
  if ('events' in response) {
    const description = 'Server-sent events, each with one of these as its data';
    return {200: {description, content: {'text/event-stream': {schema: ref(response.events)}}}};
  }
  if ('types' in response) {
    const content = Object.fromEntries(response.types.map((type) => [type, {}]));
    return {200: {description: response.about, content}};
  }
  return {204: {description: 'Done'}};
}

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'sequence' ? {type: 'integer', minimum: 0} : {type: 'string'},
  }));

const queryParameter = ({name, about, schema, required = false}: Parameter<unknown>) => ({
  name,
  in: 'query',
  description: about,
  required,
  schema,
});

/** `GET /sessions/{id}/members` is `getSessionsIdMembers`. */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  path.replace(/[^A-Za-z]+([A-Za-z])?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '');
