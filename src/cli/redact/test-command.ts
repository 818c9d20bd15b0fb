import {createReadStream} from 'node:fs';
import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';
import {inputUnreadable} from '../errors.ts';
import type {Mask, MaskedStream} from './masked-stream.ts';

export class RedactTestCommand extends BaseCommand {
  static override paths = [['redact', 'test']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Show what would be masked in a text, and by which rule.',
    details: `
      Prints the text as a recording would have it, and on stderr each mask: file, line, column, rule and number of characters.
      Without FILE, or with \`-\`, reads stdin. Nothing is recorded. Texts of any size pass through; what may still become part
      of a secret waits for the rest of it.

      \`--json\` prints one object instead: \`masks\`, each with \`rule\`, \`line\`, \`column\` and \`count\`; \`counts\` by rule;
      \`lines\` and \`characters\` of the text.

      Exit status: 0 when the text was read, whether or not something was masked; with --check 1 when something was; 1 when it
      cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['Does it find the key in this log?', '$0 redact test build.log'],
      ['Only the list', '$0 redact test --list build.log'],
      ['What a command prints', 'kubectl get secret -o yaml | $0 redact test'],
      ['Stop a pipeline that would show a secret', '$0 redact test --check --list build.log'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON instead of the text'});
  list = Option.Boolean('--list', false, {description: 'Print the masks alone, on stdout'});
  check = Option.Boolean('--check', false, {description: 'Exit with 1 when something would be masked'});
  file = Option.String({required: false});

  protected async run(): Promise<number> {
    const {MaskedStream: Stream} = await import('./masked-stream.ts');
    const {describeProblems, loadRules} = await import('./load-rules.ts');
    const {rules, problems} = loadRules(this.context);
    if (problems.length > 0) this.note(describeProblems(problems));
    const report = new Report();
    for await (const {text, masks} of this.pieces(new Stream(rules))) {
      report.add(text, masks);
      if (this.json) continue;
      if (!this.list) await this.write(text);
      for (const mask of masks) this.tell(mask);
    }
    if (this.json) this.printJson(report.toJson());
    else this.note(report.summary());
    return this.check && report.masks.length > 0 ? 1 : 0;
  }

  private async *pieces(stream: MaskedStream) {
    try {
      const isStdin = this.file === undefined || this.file === '-';
      const source: AsyncIterable<Buffer | string> = isStdin ? this.context.stdin : createReadStream(this.file!);
      for await (const chunk of source) yield* stream.push(Buffer.from(chunk));
    } catch (error) {
      throw inputUnreadable(this.file ?? '-', error);
    }
    yield* stream.finish();
  }

  private tell({rule, line, column, count}: Mask): void {
    const text = `${this.file ?? '-'}:${line}:${column}: ${rule} (${count} characters)`;
    if (this.list) this.print(text);
    else this.note(text);
  }

  /** As fast as the reader takes it: the text may be larger than memory. */
  private async write(text: string): Promise<void> {
    const {encodeLossless} = await import('../../terminal/utf8.ts');
    const {stdout} = this.context;
    if (!stdout.write(encodeLossless(text))) await new Promise((resolve) => stdout.once('drain', resolve));
  }
}

class Report {
  readonly masks: Mask[] = [];
  private readonly counts = new Map<string, number>();
  private lines = 0;
  private characters = 0;

  add(text: string, masks: readonly Mask[]): void {
    this.characters += text.length;
    if (text.endsWith('\n')) this.lines++;
    for (const mask of masks) {
      this.masks.push(mask);
      this.counts.set(mask.rule, (this.counts.get(mask.rule) ?? 0) + 1);
    }
  }

  toJson() {
    const {masks, counts, lines, characters} = this;
    return {masks, counts: Object.fromEntries(counts), lines, characters};
  }

  summary(): string {
    if (this.masks.length === 0) return 'ddcoterm: nothing would be masked';
    const rules = [...this.counts].map(([rule, count]) => `${count} ${rule}`).join(', ');
    return `ddcoterm: ${this.masks.length} ${this.masks.length === 1 ? 'mask' : 'masks'}: ${rules}`;
  }
}
