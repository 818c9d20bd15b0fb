/** Tokens by which scripts use the API. Kept as hashes: who reads the file cannot sign in with what it says. */
import {createHash, randomBytes} from 'node:crypto';
import * as v from 'valibot';
import {systemErrorCode} from '../../errors.ts';
import {tokenExists, tokenNameInvalid, tokensUnusable, tokenUnknown} from './errors.ts';
import {readJsonFile, writeJsonFile} from './json-file.ts';

export interface ApiToken {
  name: string;
  createdAtMs: number;
  /** SHA-256 of the token, in hex. A token is random and long, so that a slow hash would gain nothing. */
  hash: string;
}

const TOKENS = v.array(
  v.object({
    name: v.string(),
    createdAtMs: v.number(),
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  }),
);

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

/** Lets scanners for leaked secrets know what it is. */
const PREFIX = 'ddct_';
const TOKEN_BYTES = 32;

export class ApiTokens {
  constructor(private readonly file: string) {}

  /** @throws {DdcotermError} TOKENS_UNUSABLE. */
  async list(): Promise<ApiToken[]> {
    return this.guard(async () => {
      const parsed = v.safeParse(TOKENS, await readJsonFile(this.file));
      return parsed.success ? parsed.output : [];
    });
  }

  /**
   * @returns The token; nobody can tell it again.
   * @throws {DdcotermError} TOKEN_EXISTS, TOKEN_NAME_INVALID, TOKENS_UNUSABLE.
   */
  async create(name: string, nowMs: number): Promise<string> {
    if (!NAME.test(name)) throw tokenNameInvalid(name);
    const tokens = await this.list();
    if (tokens.some((token) => token.name === name)) throw tokenExists(name);
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const added = {name, createdAtMs: nowMs, hash: hashToken(token)};
    await this.guard(() => writeJsonFile(this.file, [...tokens, added]));
    return token;
  }

  /** @throws {DdcotermError} TOKEN_UNKNOWN, TOKENS_UNUSABLE. */
  async revoke(name: string): Promise<void> {
    const tokens = await this.list();
    const left = tokens.filter((token) => token.name !== name);
    if (left.length === tokens.length) throw tokenUnknown(name);
    await this.guard(() => writeJsonFile(this.file, left));
  }

  /** Looks at the file each time, so that a token that was revoked ends at once. */
  async has(token: string): Promise<boolean> {
    const hash = hashToken(token);
    return (await this.list()).some((known) => known.hash === hash);
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = systemErrorCode(error);
      throw code?.startsWith('E') ? tokensUnusable(this.file, code, error) : error;
    }
  }
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
