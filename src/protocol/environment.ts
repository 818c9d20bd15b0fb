/**
 * Names of environment variables whose values a host may send in HELLO: what profiles derive tags from, what tells the
 * terminal and the author apart. None of them holds a secret by its meaning; the agent redacts the values all the same.
 */
export const FORWARDED_VARIABLES: readonly string[] = [
  'SHELL', 'TERM', 'TERM_PROGRAM', 'COLORTERM', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'HOME',
  'SSH_CLIENT', 'SSH_CONNECTION', 'SSH_TTY', 'SUDO_USER', 'TMUX', 'STY',
  'KUBECONFIG', 'HELM_NAMESPACE', 'HELM_KUBECONTEXT',
  'PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGSERVICE',
  'MYSQL_HOST', 'MYSQL_TCP_PORT', 'REDISCLI_HOST',
  'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION',
  'CLOUDSDK_CORE_PROJECT', 'CLOUDSDK_ACTIVE_CONFIG_NAME', 'CLOUDSDK_CONFIG',
  'AZURE_CONFIG_DIR', 'ARM_SUBSCRIPTION_ID', 'DOCKER_HOST', 'DOCKER_CONTEXT',
  'VAULT_ADDR', 'VAULT_NAMESPACE', 'TF_WORKSPACE', 'TF_DATA_DIR', 'ANSIBLE_INVENTORY', 'ANSIBLE_CONFIG',
  'CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'BUILDKITE', 'CIRCLECI',
  'CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CURSOR_AGENT', 'CURSOR_TRACE_ID', 'CODEX_SANDBOX', 'CODEX_THREAD_ID',
  'GEMINI_CLI', 'AIDER_MODEL', 'OPENCODE', 'GOOSE_TERMINAL', 'AGENT', 'AI_AGENT', 'CLINE_ACTIVE', 'AUGMENT_AGENT',
  'COPILOT_AGENT', 'AMP_CURRENT_THREAD_ID', 'DEVIN', 'REPLIT_AGENT',
];

/** Set in the environment of a recorded command: the session it runs in. The one variable that we add. */
export const SESSION_VARIABLE = 'DDCOTERM_SESSION';
