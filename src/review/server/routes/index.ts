/** The API's table of routes. */
import {renderOpenApi} from '../openapi.ts';
import type {Route} from '../route.ts';
import {APP_ROUTES} from './app.ts';
import {APPROVAL_ROUTES} from './approvals.ts';
import {LIST_ROUTES} from './lists.ts';
import {LIVE_ROUTES} from './live.ts';
import {RECORDING_ROUTES} from './recordings.ts';
import {SESSION_ROUTES} from './sessions.ts';

export const ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...RECORDING_ROUTES,
  ...LIVE_ROUTES,
  ...LIST_ROUTES,
  ...APP_ROUTES,
  ...APPROVAL_ROUTES,
  {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    response: {types: ['application/json'], about: 'An OpenAPI 3.1 document'},
    async handle(_request, {version}) {
      return {kind: 'json', body: renderOpenApi(ROUTES, version)};
    },
  },
];
