/** Text of recordings for the page: control characters and what reorders reading are made visible. */
import {printable} from '../../review/render/printable.ts';

export {printable, printableLines} from '../../review/render/printable.ts';

/** @param limit A command line may be a megabyte; a row shows its begin. */
export function clipped(text: string, limit = 400): string {
  return printable(text.length > limit ? `${text.slice(0, limit)}…` : text);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
