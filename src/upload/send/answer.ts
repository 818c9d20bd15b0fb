/** What an answer means for what was sent. Pure. */

export type Verdict =
  | 'accepted'
  /** Something in it is wrong or it is too large: a smaller request may pass. */
  | 'refused'
  /** The key is not accepted. */
  | 'key-refused'
  /** The same again, later. */
  | 'later';

/** Of the logs API: 400 bad format, 413 too large; 422 is what proxies and other receivers say for the same. */
const REFUSED = [400, 413, 422];
const KEY_REFUSED = [401, 403];

/**
 * Everything else, also what nobody expects (a redirect, a 404 of a wrong address), is tried again: that it was wrong to
 * send shows by itself in `upload status`, that it was thrown away would not.
 */
export function judge(status: number): Verdict {
  if (status >= 200 && status < 300) return 'accepted';
  if (REFUSED.includes(status)) return 'refused';
  return KEY_REFUSED.includes(status) ? 'key-refused' : 'later';
}

const MEANINGS: Record<number, string> = {
  400: 'the format is not accepted',
  401: 'there is no key',
  403: 'the key is not accepted',
  404: 'there is no intake at this address',
  408: 'the request took too long',
  413: 'it is too large',
  422: 'the content is not accepted',
  429: 'too many requests',
  500: 'an error of the server',
  502: 'an error of a proxy or the server',
  503: 'the server is not available',
  504: 'a proxy had no answer in time',
};

/** @param text Of the answer; what is in it besides is up to the server, so it stays short. */
export function describeAnswer(status: number, text: string): string {
  const meaning = MEANINGS[status] ?? (status >= 300 && status < 400 ? 'a redirect, which is not followed' : null);
  const said = text.trim();
  return `HTTP ${status}${meaning === null ? '' : `, ${meaning}`}${said === '' ? '' : `: ${said}`}`;
}
