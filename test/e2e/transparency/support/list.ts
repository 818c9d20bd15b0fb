import type {KnownDifference} from '../known-differences.ts';
import type {Behaviour} from './behaviour.ts';
import type {HostName} from './hosts.ts';

type Verdicts = ReadonlyMap<string, ReadonlyMap<HostName, string>>;

export interface ListedRun {
  hosts: readonly HostName[];
  verdicts: Verdicts;
  behaviours: readonly Behaviour[];
  known: readonly KnownDifference[];
}

/** For `test/bench/RESULTS.md`, in Markdown: what differs with its smallest example, then all that was compared. */
export function renderList({hosts, verdicts, behaviours, known}: ListedRun): string {
  const names = [...verdicts.keys()];
  const count = (host: HostName) => names.filter((name) => verdicts.get(name)!.get(host) === 'same').length;
  const isSame = (name: string) => hosts.every((host) => verdicts.get(name)!.get(host) === 'same');
  const differences = names
    .filter((name) => !isSame(name))
    .map((name) => renderDifference(name, verdicts, behaviours, known));
  return [
    hosts.map((host) => `${host}: ${count(host)} of ${names.length} the same.`).join(' '),
    '',
    '| What differs | node | relay | Smallest example | Why | Instead |',
    '| --- | --- | --- | --- | --- | --- |',
    ...differences,
    '',
    `The same with ${hosts.join(' and ')}:`,
    '',
    ...names.filter(isSame).map((name) => `- ${name}`),
    '',
  ].join('\n');
}

function renderDifference(
  name: string,
  verdicts: Verdicts,
  behaviours: readonly Behaviour[],
  known: readonly KnownDifference[],
) {
  const why = known.find(({behaviour}) => behaviour === name);
  const cells = (['node', 'relay'] as const).map((host) => verdicts.get(name)!.get(host) ?? '');
  return `| ${[name, ...cells, exampleOf(name, behaviours), why?.why ?? '', why?.instead ?? ''].join(' | ')} |`;
}

/** The words that are run, on one line. */
function exampleOf(name: string, behaviours: readonly Behaviour[]): string {
  const {script = '', shell = [], steps = []} = behaviours.find((behaviour) => behaviour.name === name)!;
  const typed = steps.filter(([kind]) => kind === 'send').map(([, text]) => text);
  const words = script === '' ? [...shell, ...typed].join(' ') : script;
  return `\`${words
    .replaceAll(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll('|', '\\|')
    .replaceAll('`', "'")}\``;
}
