import {DdcotermError} from '../../errors.ts';

export const portTaken = (port: number, cause: unknown) =>
  new DdcotermError(
    'UI_PORT_TAKEN',
    `Cannot serve the web app on port ${port}: another program listens there`,
    'Choose another with --port, or leave it out to get a free one',
    {cause},
  );

export const portUnusable = (port: number, state: string, cause: unknown) =>
  new DdcotermError(
    'UI_PORT_UNUSABLE',
    `Cannot serve the web app on port ${port}: ${state}`,
    'Choose a port from 1024 to 65535 with --port',
    {cause},
  );

export const hostRefused = (host: string) =>
  new DdcotermError(
    'REQUEST_HOST',
    `Cannot answer for host "${host.slice(0, 100)}": this server answers on the loopback address only`,
    'Use the address that "ddcoterm ui" prints',
  );

export const originRefused = () =>
  new DdcotermError('REQUEST_ORIGIN', 'Cannot answer the request: a page of another origin made it');

export const unauthorized = () =>
  new DdcotermError(
    'UNAUTHORIZED',
    'Cannot answer the request: it carries no valid sign-in',
    'Run "ddcoterm ui" for a new address, or send a token of "ddcoterm ui token create" as "Authorization: Bearer …"',
  );

export const linkSpent = () =>
  new DdcotermError(
    'UI_LINK_SPENT',
    'Cannot sign in: the address was used already, or is of a server that ended',
    'Run "ddcoterm ui" again: it prints a new one',
  );

export const routeUnknown = (path: string) =>
  new DdcotermError(
    'ROUTE_UNKNOWN',
    `Cannot find "${path.slice(0, 200)}": there is nothing at this address`,
    'GET /api/v1/openapi.json lists what there is',
  );

/** The reply lists what the address takes, in `Allow`. */
export class MethodRefusedError extends DdcotermError {
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super('METHOD_NOT_ALLOWED', `Cannot do ${method.slice(0, 20)} here: the address takes ${allowed.join(', ')}`);
  }
}

export const parameterInvalid = (name: string, value: string, wanted: string) =>
  new DdcotermError('PARAMETER_INVALID', `Cannot use parameter ${name} "${value.slice(0, 100)}": it is not ${wanted}`);

export const parameterMissing = (name: string) =>
  new DdcotermError('PARAMETER_INVALID', `Cannot do without parameter ${name}: it is missing`);

export const parameterUnknown = (name: string, known: readonly string[]) =>
  new DdcotermError(
    'PARAMETER_UNKNOWN',
    `Cannot use parameter "${name.slice(0, 100)}": there is no such parameter`,
    known.length === 0 ? 'This address takes none' : `Known: ${known.join(', ')}`,
  );

export const requestTooLarge = (what: string, limit: number) =>
  new DdcotermError('REQUEST_TOO_LARGE', `Cannot read the request: its ${what} is longer than ${limit} bytes`);

export const bodyInvalid = (state: string) =>
  new DdcotermError('BODY_INVALID', `Cannot read the request's body: ${state}`);

export const rangeOutside = (range: string, sizeBytes: number) =>
  new DdcotermError(
    'RANGE_OUTSIDE',
    `Cannot send range "${range.slice(0, 100)}": the recording has ${sizeBytes} bytes`,
  );

export const memberUnknown = (sessionId: string, sequence: number) =>
  new DdcotermError('MEMBER_UNKNOWN', `Cannot find member ${sequence} of session "${sessionId}": there is none`);

export const memberTooLarge = (sequence: number, limitBytes: number) =>
  new DdcotermError(
    'MEMBER_TOO_LARGE',
    `Cannot send member ${sequence}: its text is longer than ${limitBytes} bytes`,
    'A recorder writes none so long: the file was made by somebody else',
  );

export const tooManyStreams = (limit: number) =>
  new DdcotermError(
    'TOO_MANY_STREAMS',
    `Cannot open another live stream: ${limit} are open`,
    'Close pages that follow sessions or logs',
  );

export const viewUnknown = (id: string) =>
  new DdcotermError('VIEW_UNKNOWN', `Cannot find view "${id.slice(0, 100)}": there is none of that id`);

export const viewsFull = (limit: number) =>
  new DdcotermError('VIEWS_FULL', `Cannot save another view: there are ${limit}`, 'Delete some first');

export const viewsUnusable = (file: string, state: string, cause: unknown) =>
  new DdcotermError(
    'VIEWS_UNUSABLE',
    `Cannot use saved views "${file}": ${state}`,
    'Look at owner and mode of the file and its folder: both belong to you, 0600 and 0700',
    {cause},
  );

export const tokensUnusable = (file: string, state: string, cause: unknown) =>
  new DdcotermError(
    'TOKENS_UNUSABLE',
    `Cannot use API tokens "${file}": ${state}`,
    'Look at owner and mode of the file and its folder: both belong to you, 0600 and 0700',
    {cause},
  );

export const tokenUnknown = (name: string) =>
  new DdcotermError(
    'TOKEN_UNKNOWN',
    `Cannot revoke token "${name}": there is none of that name`,
    'Run "ddcoterm ui token list" to see the tokens there are',
  );

export const tokenExists = (name: string) =>
  new DdcotermError(
    'TOKEN_EXISTS',
    `Cannot create token "${name}": there is one of that name`,
    `Revoke it first: ddcoterm ui token revoke ${name}`,
  );

export const tokenNameInvalid = (name: string) =>
  new DdcotermError(
    'TOKEN_NAME_INVALID',
    `Cannot create token "${name.slice(0, 100)}": a name has 1 to 60 letters, digits, dots, dashes and underscores`,
  );

export const webAppMissing = (folder: string) =>
  new DdcotermError(
    'WEB_APP_MISSING',
    `Cannot show the web app: its files are not in "${folder}"`,
    'Run the installer again; in a checkout: npm run build',
  );
