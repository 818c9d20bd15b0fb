import {resolve} from 'node:path';

/** The bundle of the Luau thread; `npm test` builds it first. */
export const POLICY_WORKER = resolve(__dirname, '../../dist/policy-worker.mjs');
