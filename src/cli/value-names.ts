/** What stands for the value of an option in help texts. */
const VALUE_NAMES: Record<string, string> = {
  '--title': 'TEXT',
  '--tag': 'KEY:VALUE',
  '--since': 'AGE',
  '--until': 'AGE',
  '--older-than': 'AGE',
  '--limit': 'N',
  '--speed': 'FACTOR',
  '--idle-limit': 'SECONDS',
  '--idle': 'SECONDS',
  '--at': 'TIME',
  '--from': 'TIME',
  '--to': 'TIME',
  '--command': 'N',
  '--format': 'FORMAT',
  '--output': 'FILE',
  '--shims': 'NAMES',
  '--shell': 'SHELL',
  '--context': 'LINES',
};

export function valueName(option: string): string {
  return VALUE_NAMES[option] ?? 'VALUE';
}
