import {resolve} from 'node:path';

/** The built CLI; `npm test` builds it first. */
export const BUILT_CLI = resolve(__dirname, '../../dist/ddcoterm.mjs');
