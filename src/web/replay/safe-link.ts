/** Links of recordings are hostile until shown otherwise. Pure. */

export interface SafeLink {
  /** As the browser reads it: letters of other scripts in the host's name are `xn--…`. */
  href: string;
  host: string;
}

/** @returns Null: not http or https, no address at all, or one that carries a name and a password. */
export function safeLink(uri: string): SafeLink | null {
  if (!URL.canParse(uri)) return null;
  const {protocol, href, host, username, password} = new URL(uri);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  return username === '' && password === '' ? {href, host} : null;
}
