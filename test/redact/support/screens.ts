/** What a terminal shows while a stream runs. */
import {Terminal} from '@xterm/headless';

/** Rows of the terminal with their scrollback, joined where they were wrapped, after each piece of the stream. */
export async function screensOf(pieces: readonly string[], columns: number, rows: number): Promise<string[]> {
  const terminal = new Terminal({cols: columns, rows, scrollback: 1000, allowProposedApi: true, logLevel: 'off'});
  const screens: string[] = [];
  for (const piece of pieces) {
    await new Promise<void>((resolve) => terminal.write(piece, resolve));
    screens.push(textOf(terminal));
  }
  terminal.dispose();
  return screens;
}

function textOf(terminal: Terminal): string {
  const {active} = terminal.buffer;
  let text = '';
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row)!;
    text += (line.isWrapped || row === 0 ? '' : '\n') + line.translateToString(true);
  }
  return text.trimEnd();
}
