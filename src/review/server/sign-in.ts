/**
 * How a browser becomes known: an address with a secret that works once, exchanged for a cookie that scripts cannot read
 * and that no other site can make the browser send. All of it ends with the server.
 */
import {randomBytes} from 'node:crypto';
import {hashToken} from './api-tokens.ts';

const SECRET_BYTES = 32;

/** Addresses that nobody opened, and browsers that signed in; the oldest goes. */
const MAX_LINKS = 20;
const MAX_BROWSERS = 200;

export class SignIn {
  /** Hashes, so that comparing takes the same time however much of a guess is right. */
  private readonly links = new Set<string>();
  private readonly browsers = new Set<string>();

  /** @returns A secret for the address `/?token=…`; it works once. */
  createLink(): string {
    return addSecret(this.links, MAX_LINKS);
  }

  /** @returns The value of the cookie; null: the secret is none, or was used. */
  redeem(secret: string): string | null {
    if (!this.links.delete(hashToken(secret))) return null;
    return addSecret(this.browsers, MAX_BROWSERS);
  }

  isSignedIn(cookie: string | undefined): boolean {
    return cookie !== undefined && this.browsers.has(hashToken(cookie));
  }
}

function addSecret(hashes: Set<string>, limit: number): string {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  hashes.add(hashToken(secret));
  const [oldest] = hashes;
  if (hashes.size > limit && oldest !== undefined) hashes.delete(oldest);
  return secret;
}

/** Cookies know no ports, so the name tells ours apart from that of another server on this machine. */
export const cookieName = (port: number): string => `ddcoterm_ui_${port}`;

export const renderCookie = (port: number, value: string): string =>
  `${cookieName(port)}=${value}; Path=/; HttpOnly; SameSite=Strict`;

export function parseCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
