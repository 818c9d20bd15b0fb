import type {HostName} from './hosts.ts';

/** One row a behaviour, one column a host, and how many are the same in all. */
export function renderTable(hosts: readonly HostName[], verdicts: ReadonlyMap<string, ReadonlyMap<HostName, string>>) {
  const names = [...verdicts.keys()];
  const width = Math.max(9, ...names.map((name) => name.length));
  const row = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padEnd(16)).join('  ')}`.trimEnd();
  const counts = hosts.map((host) => {
    const cells = names.map((name) => verdicts.get(name)!.get(host)).filter((cell) => cell !== undefined);
    return `${cells.filter((cell) => cell === 'same').length} of ${cells.length} same`;
  });
  const lines = [
    row('Behaviour', hosts),
    '-'.repeat(width + 2 + hosts.length * 18),
    ...names.map((name) =>
      row(
        name,
        hosts.map((host) => verdicts.get(name)!.get(host) ?? ''),
      ),
    ),
    '-'.repeat(width + 2 + hosts.length * 18),
    row('', counts),
  ];
  return `\nTransparency: running a command through a host, compared with running it directly\n\n${lines.join('\n')}\n`;
}
