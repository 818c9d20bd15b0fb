/** Redacts text that is no terminal stream: arguments, paths, titles, tags, variables, log text. */
import {findInArgv, PROFILE_RULE, type SecretFlag} from './argv.ts';
import {Detector, type Span} from './detector.ts';
import {findInText} from './find-in-text.ts';
import {KnownValues} from './known-values.ts';
import {LineJudge} from './line-judge.ts';
import {maskSpans} from './mask.ts';
import type {RedactedText} from './redacted.ts';
import type {RedactionRule} from './rule.ts';

export class TextRedactor {
  private readonly detector: Detector;

  /** @param values Of the session that the texts belong to; without them each text is judged by itself. */
  constructor(
    rules: readonly RedactionRule[],
    private readonly values?: KnownValues,
  ) {
    this.detector = Detector.for(rules);
  }

  /** @returns The text, any number of lines, with `*` for each cell of a secret; and the rules that fired, each once. */
  redactText(text: string): {text: RedactedText; ruleIds: string[]} {
    const spans = this.find(text);
    return {text: maskSpans(text, spans), ruleIds: idsOf(spans)};
  }

  /** @param secretFlags Flags of this command whose value is secret whatever it looks like. */
  redactArgv(
    argv: readonly string[],
    secretFlags: readonly SecretFlag[] = [],
  ): {argv: RedactedText[]; ruleIds: string[]} {
    const found = this.findInWords(argv, secretFlags);
    return {argv: argv.map((word, index) => maskSpans(word, found[index]!)), ruleIds: idsOf(found.flat())};
  }

  /** The names of variables stay. A secret may show by the variable's name or by the value itself. */
  redactVariables(env: Record<string, string>): {env: Record<string, RedactedText>; ruleIds: string[]} {
    const redacted: Record<string, RedactedText> = {};
    const spans: Span[] = [];
    for (const [name, value] of Object.entries(env)) {
      const found = this.findInWords([`${name}=${value}`], [])[0]!;
      const offset = name.length + 1;
      const inValue = found.map((span) => ({...span, start: Math.max(0, span.start - offset), end: span.end - offset}));
      redacted[name] = maskSpans(value, inValue);
      spans.push(...found);
    }
    return {env: redacted, ruleIds: idsOf(spans)};
  }

  private findInWords(words: readonly string[], secretFlags: readonly SecretFlag[]): Span[][] {
    const found = findInArgv(words, secretFlags, (text) => this.find(text));
    const wanted = found.map((spans, index) => spans.filter((span) => this.isWanted(words[index]!, span)));
    words.forEach((word, index) => {
      this.learn(word, wanted[index]!);
    });
    return wanted;
  }

  /** What a word's place tells needs no pattern, but the user may have switched the rule off or allowed the value. */
  private isWanted(word: string, {start, end, ruleId}: Span): boolean {
    const {rules} = this.detector;
    const isOn = ruleId === PROFILE_RULE || rules.some(({id}) => id === ruleId);
    return isOn && !rules[0]?.allows?.(word, start, end);
  }

  private find(text: string): Span[] {
    return findInText(text, this.detector, this.values ?? new KnownValues());
  }

  /** A flag or a name tells what no rule would know again. */
  private learn(word: string, spans: readonly Span[]): void {
    if (this.values === undefined) return;
    const judge = new LineJudge(this.detector, this.values);
    for (const span of spans) judge.learn(word, span);
  }
}

const idsOf = (spans: readonly Span[]) => [...new Set(spans.map((span) => span.ruleId))];
