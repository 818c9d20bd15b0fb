/** What stands for the value of an option in help texts. */
const VALUE_NAMES: Record<string, string> = {
  '--title': 'TEXT',
  '--tag': 'KEY:VALUE',
  '--session': 'ID',
  '--query': 'QUERY',
  '--since': 'TIME',
  '--until': 'TIME',
  '--before': 'TIME',
  '--at': 'TIME',
  '--limit': 'N',
  '--context': 'N',
  '--speed': 'FACTOR',
  '--idle': 'SECONDS',
  '--format': 'FORMAT',
  '--output': 'FILE',
  '--shims': 'NAMES',
  '--timeout': 'TIME',
  '--port': 'PORT',
  '--save-level': 'LEVEL',
  '--reason': 'TEXT',
  '--comment': 'TEXT',
};

export function valueName(option: string): string {
  return VALUE_NAMES[option] ?? 'VALUE';
}
