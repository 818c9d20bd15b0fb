/** What facets are called before people. */

const LABELS: Record<string, string> = {
  exit_code: 'Exit code',
  parent_pid: 'Parent process',
  pid: 'Process',
  uid: 'User id',
  effective_uid: 'Effective user id',
  effective_user: 'Effective user',
  ssh_client: 'SSH client',
  parent_session: 'Parent session',
  output_bytes: 'Output',
  tty: 'Terminal',
  cwd: 'Directory',
  rule: 'Redaction rule',
};

/** Names of tags stay as they are. */
export function facetLabel(key: string): string {
  const label = LABELS[key];
  if (label !== undefined) return label;
  return /^[a-z]+$/.test(key) ? key.charAt(0).toUpperCase() + key.slice(1) : key;
}
