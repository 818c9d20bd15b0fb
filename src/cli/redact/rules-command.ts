import {Command, Option} from 'clipanion';
import {createPalette} from '../ansi.ts';
import {BaseCommand} from '../base-command.ts';
import {redactionRuleUnknown} from '../errors.ts';

export class RedactRulesCommand extends BaseCommand {
  static override paths = [['redact', 'rules']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'List the rules of redaction; with RULE, show one with its examples.',
    details: `
      Rules of your own come first. What is off is off in the settings: \`redact.disable\`, \`redact.groups\`.

      Exit status: 0; 1 when there is no such rule, or a rule in the settings cannot be used; 2 for a command line that is
      not understood.
    `,
    examples: [
      ['All of them', '$0 redact rules'],
      ['What it takes for a GitHub token', '$0 redact rules github-token'],
      ['Ids of what is off', "$0 redact rules --json | jq -r '.[] | select(.on | not).id'"],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  rule = Option.String({required: false});

  protected async run(): Promise<number> {
    const {describeProblems, loadRules} = await import('./load-rules.ts');
    const {describeRule, renderRules, rowOf} = await import('./render-rules.ts');
    const {rules, all, problems} = loadRules(this.context);
    if (problems.length > 0) this.note(describeProblems(problems));
    const on = new Set(rules.map(({id}) => id));
    const palette = createPalette(this.context.color);
    if (this.rule === undefined) {
      const rows = all.map((rule) => rowOf(rule, on.has(rule.id)));
      if (this.json) this.printJson(rows);
      else this.print(renderRules(rows, palette));
    } else {
      const rule = all.find(({id}) => id === this.rule);
      if (rule === undefined) throw await this.unknown(this.rule, [...all.map(({id}) => id)]);
      const {hits, misses, source} = rule;
      if (this.json) this.printJson({...rowOf(rule, on.has(rule.id)), source, hits, misses});
      else this.print(describeRule(rule, on.has(rule.id), palette));
    }
    return problems.some(({severity}) => severity === 'error') ? 1 : 0;
  }

  private async unknown(id: string, known: string[]) {
    const {nearestNames} = await import('../../config/nearest.ts');
    return redactionRuleUnknown(id, nearestNames(id, known));
  }
}
