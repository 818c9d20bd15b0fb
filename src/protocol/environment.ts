/**
 * Names of environment variables whose values a host may send in HELLO: what profiles derive tags from, what tells the
 * terminal and the author apart. None of them holds a secret by its meaning; the agent redacts the values all the same.
 */
export const FORWARDED_VARIABLES: readonly string[] = [
  'COTERM_BREAK_GLASS',
  'SHELL',
  'TERM',
  'TERM_PROGRAM',
  'COLORTERM',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'HOME',
  'SSH_CLIENT',
  'SSH_CONNECTION',
  'SSH_TTY',
  'SUDO_USER',
  'TMUX',
  'STY',
  'KUBECONFIG',
  'HELM_NAMESPACE',
  'HELM_KUBECONTEXT',
  'PGHOST',
  'PGHOSTADDR',
  'PGPORT',
  'PGDATABASE',
  'PGUSER',
  'PGSERVICE',
  'MYSQL_HOST',
  'MYSQL_TCP_PORT',
  'REDISCLI_HOST',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'CLOUDSDK_CORE_PROJECT',
  'CLOUDSDK_ACTIVE_CONFIG_NAME',
  'CLOUDSDK_CONFIG',
  'AZURE_CONFIG_DIR',
  'ARM_SUBSCRIPTION_ID',
  'DD_ENV',
  'DD_TAGS',
  'DD_HOSTNAME',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'VAULT_ADDR',
  'VAULT_NAMESPACE',
  'TF_WORKSPACE',
  'TF_DATA_DIR',
  'ANSIBLE_INVENTORY',
  'ANSIBLE_CONFIG',
  'CI',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'JENKINS_URL',
  'BUILDKITE',
  'CIRCLECI',
  'TRAVIS',
  'TEAMCITY_VERSION',
  'TF_BUILD',
  'BITBUCKET_BUILD_NUMBER',
  'CODEBUILD_BUILD_ID',
  'DRONE',
  'CLAUDECODE',
  'CLAUDE_CODE',
  'CLAUDE_CODE_CHILD_SESSION',
  'CURSOR_AGENT',
  'CODEX_SANDBOX',
  'CODEX_THREAD_ID',
  'CODEX_CI',
  'CODEX_SANDBOX_NETWORK_DISABLED',
  'QWEN_CODE',
  'GEMINI_CLI',
  'ANTIGRAVITY_AGENT',
  'OPENCODE',
  'OPENCODE_SESSION_ID',
  'GOOSE_TERMINAL',
  'CLINE_ACTIVE',
  'AUGMENT_AGENT',
  'AMP_CURRENT_THREAD_ID',
  'COPILOT_CLI',
  'COPILOT_AGENT',
  'COPILOT_AGENT_SESSION_ID',
  'COPILOT_AGENT_JOB_ID',
  'ROO_ACTIVE',
  'WINDSURF_CASCADE_TERMINAL',
  'CRUSH',
  'TRAE_AI_SHELL_ID',
  'IFLOW_CLI',
  'PI_CODING_AGENT',
  'AI_AGENT',
  'AGENT',
];

/**
 * What the upload is reached by: sent in HELLO, too, since the agent may have been started where they were not set. They
 * may hold keys and passwords, so the agent takes them out before anything else looks at HELLO, and keeps them in memory.
 */
export const CONNECTION_VARIABLES: readonly string[] = [
  'DD_API_KEY',
  'DATADOG_API_KEY',
  'DD_APP_KEY',
  'DATADOG_APP_KEY',
  'DD_SITE',
  'DATADOG_SITE',
  'DD_PROXY_HTTPS',
  'DD_PROXY_HTTP',
  'DD_PROXY_NO_PROXY',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
];

/** Takes them out of `env`. @returns Those that were set. */
export function takeConnectionVariables(env: Record<string, string>): Record<string, string> {
  const taken: Record<string, string> = {};
  for (const name of CONNECTION_VARIABLES) {
    if (env[name]) taken[name] = env[name];
    delete env[name];
  }
  return taken;
}

/** Set in the environment of a recorded command: the session it runs in. The one variable that we add. */
export const SESSION_VARIABLE = 'DDCOTERM_SESSION';
