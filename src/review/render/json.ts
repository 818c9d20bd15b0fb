/** JSON for scripts, harmless on a terminal. */
import {wellFormed} from '../well-formed.ts';

// DEL and C1 (U+009B is CSI to some terminals), line separators: JSON allows them raw, a terminal may act on them.
const RISKY = /[\u007f-\u009f\u2028\u2029]/g;

/** @param indent 0 for one object a line. */
export function renderJson(value: unknown, indent: 0 | 2 = 2): string {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'string' ? wellFormed(item) : item),
    indent,
  );
  return text.replace(RISKY, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
