/**
 * Who gives away by a variable that it is not a person typing. Coding agents set these in the shells they run; the names
 * are those that other tools look for as well (vercel/vercel `packages/detect-agent`, aws/aws-cdk-cli `detect-agent.ts`,
 * cloudflare's wrangler). Variables that an editor also sets for its human (CURSOR_TRACE_ID, REPL_ID) are not among them.
 */
export const CODING_AGENTS: readonly {variable: string; name: string}[] = [
  {variable: 'CLAUDECODE', name: 'claude-code'},
  {variable: 'CLAUDE_CODE', name: 'claude-code'},
  {variable: 'CURSOR_AGENT', name: 'cursor'},
  {variable: 'CODEX_SANDBOX', name: 'codex'},
  {variable: 'CODEX_THREAD_ID', name: 'codex'},
  {variable: 'CODEX_SANDBOX_NETWORK_DISABLED', name: 'codex'},
  {variable: 'GEMINI_CLI', name: 'gemini-cli'},
  {variable: 'OPENCODE', name: 'opencode'},
  {variable: 'OPENCODE_CLIENT', name: 'opencode'},
  {variable: 'GOOSE_TERMINAL', name: 'goose'},
  {variable: 'CLINE_ACTIVE', name: 'cline'},
  {variable: 'AUGMENT_AGENT', name: 'augment'},
  {variable: 'AMP_CURRENT_THREAD_ID', name: 'amp'},
  {variable: 'COPILOT_AGENT', name: 'copilot'},
];

/** Variables whose value is the agent's own name. */
export const NAMING_VARIABLES: readonly string[] = ['AI_AGENT', 'AGENT'];

/** Continuous integration: what runs there is a script, whatever its terminal. */
export const CI_SYSTEMS: readonly {variable: string; name: string}[] = [
  {variable: 'GITHUB_ACTIONS', name: 'github-actions'},
  {variable: 'GITLAB_CI', name: 'gitlab-ci'},
  {variable: 'JENKINS_URL', name: 'jenkins'},
  {variable: 'BUILDKITE', name: 'buildkite'},
  {variable: 'CIRCLECI', name: 'circleci'},
  {variable: 'CI', name: 'ci'},
];
