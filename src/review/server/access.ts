/** Who may ask: nobody but programs of this machine, of them only who signed in, and no page of another origin. */
import type {IncomingMessage} from 'node:http';
import type {ApiTokens} from './api-tokens.ts';
import {hostRefused, originRefused, unauthorized} from './errors.ts';
import {cookieName, parseCookie, type SignIn} from './sign-in.ts';

/**
 * A name that resolves to 127.0.0.1 by somebody else's DNS arrives with that name in Host.
 *
 * @throws {DdcotermError} REQUEST_HOST.
 */
export function checkHost({headersDistinct}: IncomingMessage, port: number): void {
  const hosts = headersDistinct.host ?? [];
  const [host = ''] = hosts;
  // Of two, whoever stands between may have looked at the other one.
  if (hosts.length > 1 || !hostsOf(port).includes(host.toLowerCase())) throw hostRefused(hosts.join(', '));
}

const hostsOf = (port: number): string[] => ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);

/**
 * Browsers tell where a request comes from. Cookies alone would not do: for them every port of this machine is one site.
 *
 * @throws {DdcotermError} REQUEST_ORIGIN.
 */
export function checkOrigin({headers, method}: IncomingMessage, isBearer: boolean): void {
  const {origin, host} = headers;
  if (origin !== undefined && origin !== `http://${host}`) throw originRefused();
  const site = headers['sec-fetch-site'];
  // `none`: typed, a bookmark, or another program.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw originRefused();
  // Every browser sends Origin where something is to be changed.
  const isChange = method !== 'GET' && method !== 'HEAD';
  if (isChange && origin === undefined && !isBearer) throw originRefused();
}

export function bearerOf({headers}: IncomingMessage): string | null {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** @throws {DdcotermError} UNAUTHORIZED. */
export async function checkSignIn(
  request: IncomingMessage,
  {port, signIn, tokens}: {port: number; signIn: SignIn; tokens: ApiTokens},
): Promise<void> {
  const bearer = bearerOf(request);
  const isKnown =
    bearer === null
      ? signIn.isSignedIn(parseCookie(request.headers.cookie, cookieName(port)))
      : await tokens.has(bearer);
  if (!isKnown) throw unauthorized();
}
