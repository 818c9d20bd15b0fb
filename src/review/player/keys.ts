/** What is typed at the player, as names of keys. */

export type Key =
  | {kind: 'character'; text: string}
  | {kind: 'arrow'; direction: 'left' | 'right' | 'up' | 'down'; shift: boolean}
  | {kind: 'home'}
  | {kind: 'end'};

const ARROWS: Record<string, 'left' | 'right' | 'up' | 'down'> = {A: 'up', B: 'down', C: 'right', D: 'left'};
// CSI or SS3, as terminals send cursor keys; `1;2` is Shift (xterm's modifyOtherKeys table).
const CURSOR_KEY = /^\x1b(?:\[(?:1;(\d+))?|O)([ABCDHF])/;
const OTHER_SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O])/s;
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;
/** No key sends a longer sequence; what is longer is thrown away instead of being kept. */
const MAX_SEQUENCE_CHARS = 64;

/** Decodes input cut anywhere. */
export class KeyDecoder {
  private held = '';

  push(text: string): Key[] {
    let rest = this.held + text;
    this.held = '';
    const keys: Key[] = [];
    while (rest !== '') {
      if (rest[0] !== '\x1b') {
        const character = String.fromCodePoint(rest.codePointAt(0)!);
        keys.push({kind: 'character', text: character});
        rest = rest.slice(character.length);
        continue;
      }
      if (UNFINISHED.test(rest)) {
        if (rest.length <= MAX_SEQUENCE_CHARS) this.held = rest;
        break;
      }
      const cursorKey = CURSOR_KEY.exec(rest);
      if (cursorKey) keys.push(cursorKeyOf(cursorKey[2]!, cursorKey[1]));
      rest = rest.slice((cursorKey ?? OTHER_SEQUENCE.exec(rest))?.[0].length ?? 1);
    }
    return keys;
  }
}

function cursorKeyOf(final: string, modifier: string | undefined): Key {
  if (final === 'H') return {kind: 'home'};
  if (final === 'F') return {kind: 'end'};
  // The parameter is 1 plus a bit set; bit 0 is Shift.
  const shift = modifier !== undefined && ((Number(modifier) - 1) & 1) === 1;
  return {kind: 'arrow', direction: ARROWS[final]!, shift};
}
