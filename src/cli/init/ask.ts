/** Asks on the terminal, until an answer fits. */
import {createInterface} from 'node:readline/promises';
import {parseSettingText} from '../../config/setting-text.ts';
import {DdcotermError} from '../../errors.ts';
import type {Palette} from '../ansi.ts';
import type {CliContext} from '../context.ts';
import {initAborted} from '../errors.ts';
import {type Question, settingText} from './questions.ts';

export interface Dialogue {
  /** @returns Dotted key → value, as `setConfigValue` takes it. */
  askAll(questions: readonly Question[]): Promise<Map<string, unknown>>;
  confirm(text: string): Promise<boolean>;
  close(): void;
}

/** @throws {DdcotermError} INIT_ABORTED, from `askAll`: Ctrl-C or the end of input. To `confirm` that is a no. */
export function openDialogue({stdin, stdout}: CliContext, {bold, dim, red}: Palette): Dialogue {
  const lines = createInterface({input: stdin, output: stdout, terminal: true});
  const aborted = new AbortController();
  for (const event of ['SIGINT', 'close'] as const) lines.on(event, () => aborted.abort());

  async function askLine(prompt: string): Promise<string> {
    try {
      return (await lines.question(prompt, {signal: aborted.signal})).trim();
    } catch (error) {
      if (aborted.signal.aborted) throw initAborted();
      throw error;
    }
  }

  async function ask({key, text, help, proposal}: Question): Promise<unknown> {
    stdout.write(`\n${bold(text)}\n${dim(help)}\n`);
    for (;;) {
      const answer = (await askLine(`[${proposal}] `)) || proposal;
      try {
        return parseSettingText(key, settingText(key, answer));
      } catch (error) {
        if (!(error instanceof DdcotermError)) throw error;
        stdout.write(`${red(error.message)}\n`);
      }
    }
  }

  return {
    async askAll(questions) {
      const answers = new Map<string, unknown>();
      for (const question of questions) answers.set(question.key, await ask(question));
      return answers;
    },
    async confirm(text) {
      const answer = await askLine(`\n${bold(text)} [Y/n] `).catch(() => 'no');
      return !/^n/i.test(answer);
    },
    close: () => lines.close(),
  };
}
