/** The rules of redaction that hold now. A change of the settings holds for sessions that begin after it. */
import type {RedactConfig} from '../config/redact.ts';
import type {RedactionRule} from '../redact/rule.ts';
import {TextRedactor} from '../redact/text-redactor.ts';
import {compileRules} from '../redact/user-rules/compile.ts';
import type {AgentLog} from './agent-log.ts';

export class Rulebook {
  rules!: readonly RedactionRule[];
  /** For text that is no stream, by the same rules. */
  text!: TextRedactor;
  private made = '';

  constructor(
    settings: RedactConfig,
    private readonly log: Pick<AgentLog, 'info'>,
  ) {
    this.update(settings);
  }

  /** Does nothing where the settings are what they were: a table takes a while to make, and sessions share it. */
  update(settings: RedactConfig): void {
    const wanted = JSON.stringify(settings);
    if (wanted === this.made) return;
    this.made = wanted;
    const {rules, problems} = compileRules(settings);
    for (const {message} of problems) this.log.info(`${message}; see "ddcoterm doctor"`);
    this.rules = rules;
    this.text = new TextRedactor(rules);
  }
}
