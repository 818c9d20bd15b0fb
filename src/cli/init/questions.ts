/** What `ddcoterm init` asks, in the order of what matters most to people. */
import type {Config} from '../../config/config.ts';
import {SETTINGS} from '../../config/settings.ts';

export interface Question {
  /** Dotted key of the setting. */
  key: string;
  text: string;
  /** Shown under the question. */
  help: string;
  /** As one would type it; what Enter alone means. */
  proposal: string;
}

/** @param foundCommands Commands on this machine that ddcoterm knows well. */
export function initQuestions(current: Config, foundCommands: readonly string[]): Question[] {
  const shims = current.shims.length > 0 ? current.shims : foundCommands;
  const ask = (key: string, text: string, help: string, proposal = written(current, key)): Question => ({
    key,
    text,
    help,
    proposal,
  });
  return [
    ask(
      'shims',
      'Which commands are to be recorded?',
      'Names with a space or comma between; "none" for none',
      shims.join(' ') || 'none',
    ),
    ask('record_input', 'Record what is typed, too (passwords never)?', 'true or false'),
    ask(
      'capture',
      'What of commands in pipes and scripts?',
      'terminal: that they ran; all: also what went through them',
    ),
    ask('on_failure', 'When a command cannot be recorded?', 'open: it runs all the same; block: it does not run'),
    ask('retention', 'How long are recordings kept?', 'Such as 90d or 12w'),
    ask('limits.store', 'How much disk may they take together?', 'Such as 20GiB; the oldest go first'),
  ];
}

function written(config: Config, key: string): string {
  return String(SETTINGS.find((setting) => setting.key === key)?.read(config));
}

/** What was typed, as `parseSettingText` wants it. */
export function settingText(key: string, answer: string): string {
  if (key === 'shims') {
    const names = answer === 'none' ? [] : answer.split(/[\s,]+/).filter(Boolean);
    return JSON.stringify(names);
  }
  return {y: 'true', yes: 'true', n: 'false', no: 'false'}[answer.toLowerCase()] ?? answer;
}
