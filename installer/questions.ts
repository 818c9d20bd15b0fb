/** Asks the person at the terminal, also when the installer's own input is a pipe (`curl … | sh`). */
import {openSync} from 'node:fs';
import {createInterface} from 'node:readline/promises';
import {ReadStream} from 'node:tty';

export interface Questions {
  /** @returns What was typed, trimmed; the default for an empty line, and when the terminal goes away. */
  ask(question: string, byDefault: string): Promise<string>;
  confirm(question: string, byDefault: boolean): Promise<boolean>;
  close(): void;
}

/** @returns Null: nobody is there to ask. */
export function openQuestions(): Questions | null {
  const input = openTerminal();
  if (input === null) return null;
  const lines = createInterface({input, output: process.stdout, terminal: true});
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const ask = async (question: string, byDefault: string) => {
    const answer = await Promise.race([lines.question(`${question} `), closed]);
    return answer.trim() || byDefault;
  };
  return {
    ask,
    confirm: async (question, byDefault) =>
      /^y(?:es)?$/i.test(await ask(`${question} ${byDefault ? '[Y/n]' : '[y/N]'}`, byDefault ? 'y' : 'n')),
    close: () => {
      lines.close();
      if (input !== process.stdin) input.destroy();
    },
  };
}

function openTerminal(): ReadStream | null {
  if (!process.stdout.isTTY) return null;
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null; // no controlling terminal
  }
}
