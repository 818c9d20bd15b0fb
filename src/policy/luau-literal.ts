/** Values as Luau source. */

export type LuauValue = null | boolean | number | string | readonly LuauValue[] | {readonly [key: string]: LuauValue};

/** Tables, and strings byte for byte, whatever is in them. A lone surrogate stands for the byte it was made from. */
export function renderLuau(value: LuauValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return renderString(value);
  if (typeof value !== 'object') return Number.isNaN(value) ? '(0/0)' : String(value);
  const items = isList(value)
    ? value.map(renderLuau)
    : Object.entries(value).map(([key, item]) => `[${renderString(key)}]=${renderLuau(item)}`);
  return `{${items.join(',')}}`;
}

const isList = (value: object): value is readonly LuauValue[] => Array.isArray(value);

function renderString(text: string): string {
  const bytes = [...text].flatMap((character) => {
    const code = character.codePointAt(0)!;
    return code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...Buffer.from(character, 'utf8')];
  });
  const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
  return `"${bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`)).join('')}"`;
}
