/**
 * What shells tell in OSC sequences about prompts and commands.
 *
 * Sources: FinalTerm's OSC 133; VS Code's OSC 633 (https://code.visualstudio.com/docs/terminal/shell-integration);
 * kitty's `cmdline_url` (https://sw.kovidgoyal.net/kitty/shell-integration/); OSC 7 (file URL of the working directory).
 */

export type ShellMark =
  | {kind: 'prompt-start'}
  | {kind: 'prompt-end'}
  | {kind: 'command-line'; text: string}
  | {kind: 'output-start'; text: string | null}
  /** `exitStatus` null: nothing ran, or the shell did not say. */
  | {kind: 'command-end'; exitStatus: number | null}
  | {kind: 'cwd'; path: string}
  /** VS Code's and our own integration say the directory right before a prompt. */
  | {kind: 'prompt-cwd'; path: string}
  | {kind: 'title'; text: string}
  | {kind: 'iterm2'; text: string};

/** @returns Null for sequences that say nothing about commands, places or titles. */
export function parseShellMark(code: number, payload: string): ShellMark | null {
  switch (code) {
    case 0:
    case 2:
      return {kind: 'title', text: payload};
    case 7:
      return {kind: 'cwd', path: pathOfFileUrl(payload)};
    case 133:
    case 633:
      return parsePromptMark(payload);
    case 1337:
      return {kind: 'iterm2', text: payload};
    default:
      return null;
  }
}

function parsePromptMark(payload: string): ShellMark | null {
  const [letter, ...fields] = payload.split(';');
  switch (letter) {
    case 'A':
      return {kind: 'prompt-start'};
    case 'B':
      return {kind: 'prompt-end'};
    case 'C':
      return {kind: 'output-start', text: commandLineField(fields)};
    case 'D':
      return {kind: 'command-end', exitStatus: parseStatus(fields[0])};
    case 'E':
      return {kind: 'command-line', text: unescapeVsCode(fields[0] ?? '')};
    case 'P':
      return parseProperty(fields.join(';'));
    default:
      return null;
  }
}

function parseProperty(property: string): ShellMark | null {
  const cwd = /^Cwd=(.*)$/s.exec(property);
  return cwd ? {kind: 'prompt-cwd', path: unescapeVsCode(cwd[1]!)} : null;
}

function parseStatus(field: string | undefined): number | null {
  return field !== undefined && /^\d{1,3}$/.test(field) ? Number(field) : null;
}

function commandLineField(fields: string[]): string | null {
  for (const field of fields) {
    const match = /^cmdline_url=(.*)$/s.exec(field);
    if (match) return decodePercent(match[1]!);
  }
  return null;
}

/** `\\` is a backslash, `\xHH` the character with that code; as VS Code's `serializeMessage` writes it. */
function unescapeVsCode(text: string): string {
  return text.replaceAll(/\\(?:\\|x([0-9a-fA-F]{2}))/g, (_whole, hex: string | undefined) =>
    hex === undefined ? '\\' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function pathOfFileUrl(url: string): string {
  const match = /^(?:file|kitty-shell-cwd):\/\/[^/]*(\/.*)$/s.exec(url);
  return match ? decodePercent(match[1]!) : url;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%`: the text itself is the best that can be had.
    return text;
  }
}
