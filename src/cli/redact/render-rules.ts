/** The list of rules, and one of them, for people. Pure. */
import type {RedactionRule} from '../../redact/rule.ts';
import {TextRedactor} from '../../redact/text-redactor.ts';
import type {Palette} from '../ansi.ts';

export interface RuleRow {
  id: string;
  group: string;
  description: string;
  on: boolean;
}

export const rowOf = ({id, group = 'own', about}: RedactionRule, on: boolean): RuleRow => ({
  id,
  group,
  description: about,
  on,
});

export function renderRules(rows: readonly RuleRow[], {bold, dim}: Palette): string {
  const width = Math.max(...rows.map(({id}) => id.length));
  const groups = [...new Set(rows.map(({group}) => group))];
  const sections = groups.map((group) => {
    const members = rows.filter((row) => row.group === group);
    const lines = members.map(({id, description, on}) => {
      const text = `  ${id.padEnd(width)}  ${description}${on ? '' : ' (off)'}`;
      return on ? text : dim(text);
    });
    return [bold(group), ...lines].join('\n');
  });
  const on = rows.filter((row) => row.on).length;
  return `${sections.join('\n\n')}\n\n${rows.length} rules, ${on} of them on`;
}

export function describeRule(rule: RedactionRule, on: boolean, {bold, dim}: Palette): string {
  const {id, group = 'own', about, source, hits, misses} = rule;
  // What the whole table makes of an example may be more than what this rule does.
  const alone = new TextRedactor([rule]);
  const indent = (text: string) => text.replace(/^/gm, '  ');
  return [
    `${bold(id)}  ${on ? 'on' : 'off'}, ${group}`,
    about,
    dim(source),
    ...(hits.length === 0
      ? []
      : ['', 'Masked, with made-up secrets', ...hits.map((hit) => indent(alone.redactText(hit).text))]),
    ...(misses.length === 0 ? [] : ['', 'Left as it is', ...misses.map(indent)]),
  ].join('\n');
}
