/** A person who types at a shell, with or without ddcoterm's integration, and what the marks said meanwhile. */
import {join} from 'node:path';
import {withShellIntegration} from '../../../src/host/shell-integration.ts';
import {findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import type {Sandbox} from '../../support/sandbox.ts';

export const INTEGRATION_DIR = join(process.cwd(), 'installer', 'shell-integration');

export interface ShellUserOptions {
  shell: 'bash' | 'zsh' | 'fish';
  sandbox: Sandbox;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  integrated?: boolean;
  columns?: number;
  rows?: number;
  /** How a line with the prompt begins, everything up to the cursor. */
  prompt?: RegExp;
}

export interface TypedCommand {
  /** As E told it; null when C came without E. */
  line: string | null;
  status: string | null;
  /** What the terminal got between C and D, line ends as \n. */
  output: string;
}

const MARK = /\x1b\](133|633);([^\x07]*)\x07/g;

export class ShellUser {
  readonly pty: PtySession;
  private readonly prompt: RegExp;
  private promptsSeen = 0;

  constructor({shell, sandbox, args = [], env = {}, integrated = true, ...options}: ShellUserOptions) {
    const file = findProgram(shell)!;
    const given = {file, args, env: {...sandbox.env, ...env}, integrationDir: INTEGRATION_DIR};
    const start = integrated ? withShellIntegration(given) : given;
    this.prompt = options.prompt ?? /^.*ready> (?:\s+right)?/;
    this.pty = new PtySession(file, start.args, {
      cwd: sandbox.home,
      env: start.env,
      columns: options.columns ?? 100,
      rows: options.rows ?? 30,
    });
  }

  /** Waits for the next prompt with nothing typed behind it. */
  async waitForPrompt(): Promise<void> {
    this.promptsSeen++;
    await this.pty.waitFor((_text, screen) => {
      const lines = screen.split('\n').map((line) => `${line} `);
      const count = lines.filter((line) => this.prompt.test(line)).length;
      return count >= this.promptsSeen && `${lines.at(-1)}`.replace(this.prompt, '').trim() === '';
    });
  }

  /** Types each text with Enter, waiting for the prompt after it. */
  async type(...texts: string[]): Promise<void> {
    for (const text of texts) {
      this.pty.write(`${text.replaceAll('\n', '\r')}\r`);
      await this.waitForPrompt();
    }
  }

  /** Starts `line`, which runs cat, and types a word to it; ends when the word stands there twice. */
  async typeInto(line: string, word: string): Promise<void> {
    this.pty.write(`${line}\r`);
    await this.pty.waitFor(() => this.letters().endsWith('C'));
    this.pty.write(`${word}\r`);
    await this.pty.waitFor((text) => text.split(word).length === 3);
  }

  /** Presses keys and waits for a new prompt. */
  async press(keys: string): Promise<void> {
    this.pty.write(keys);
    await this.waitForPrompt();
  }

  /** `exit`, and the end of the shell. */
  async leave(line = 'exit'): Promise<number> {
    this.pty.write(`${line}\r`);
    return (await this.pty.waitForExit()).exitCode;
  }

  /** The screen without the blanks at line ends. */
  screen(): string {
    return this.pty
      .screen()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  }

  /** The letters of the marks in their order: `PABECD…`, without the second D that bash before 5.1 gives. */
  letters(): string {
    const letters = [...this.pty.text.matchAll(MARK)].map((mark) => mark[2]![0]).join('');
    return letters.replaceAll('BDEC', 'BEC');
  }

  /** The same once the prompt's end has come: zsh sends B when the prompt stands already. */
  async lettersAtPrompt(): Promise<string> {
    await this.pty.waitFor(() => this.letters().endsWith('B'));
    return this.letters();
  }

  folders(): string[] {
    const places = [...this.pty.text.matchAll(MARK)]
      .map((mark) => mark[2]!)
      .filter((mark) => mark.startsWith('P;Cwd='));
    return places.map((mark) => unescapeMark(mark.slice('P;Cwd='.length)));
  }

  /** Commands in the order they began. The reader's rules: C begins one, the first D after it ends it. */
  commands(): TypedCommand[] {
    const commands: TypedCommand[] = [];
    const text = this.pty.text;
    let line: string | null = null;
    let running: {command: TypedCommand; from: number} | null = null;
    for (const mark of text.matchAll(MARK)) {
      const body = mark[2]!;
      if (body.startsWith('E;')) line = unescapeMark(body.slice(2));
      if (body === 'C') {
        running = {command: {line, status: null, output: ''}, from: mark.index + mark[0].length};
        commands.push(running.command);
        line = null;
      }
      if (body.startsWith('D') && running) {
        running.command.status = body.slice(2);
        running.command.output = text.slice(running.from, mark.index).replaceAll('\r\n', '\n');
        running = null;
      }
    }
    return commands;
  }

  close(): Promise<void> {
    return this.pty.close();
  }
}

const unescapeMark = (text: string) =>
  Buffer.from(
    text.replaceAll(/\\(\\|x([0-9a-f]{2}))/g, (_whole, what: string, hex: string | undefined) =>
      hex === undefined ? what : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  ).toString();
