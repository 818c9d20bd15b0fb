/**
 * Who gives away by a variable that it is not a person typing. Coding agents set these in the shells they run; the names
 * are those that other tools look for as well (vercel/vercel `packages/detect-agent`, aws/aws-cdk-cli `detect-agent.ts`,
 * jfrog/jfrog-cli-core `agentEnvDetectors`). Variables that an editor or a setting also gives to its human
 * (CURSOR_TRACE_ID, REPL_ID, COPILOT_MODEL, OPENCODE_CLIENT) are not among them. Aider sets none; Devin leaves a file.
 */
export const CODING_AGENTS: readonly {variable: string; name: string}[] = [
  {variable: 'CLAUDECODE', name: 'claude-code'},
  {variable: 'CLAUDE_CODE', name: 'claude-code'},
  {variable: 'CLAUDE_CODE_CHILD_SESSION', name: 'claude-code'},
  {variable: 'CURSOR_AGENT', name: 'cursor'},
  {variable: 'CODEX_SANDBOX', name: 'codex'},
  {variable: 'CODEX_THREAD_ID', name: 'codex'},
  {variable: 'CODEX_CI', name: 'codex'},
  {variable: 'CODEX_SANDBOX_NETWORK_DISABLED', name: 'codex'},
  // Before Gemini CLI, of which it is made.
  {variable: 'QWEN_CODE', name: 'qwen-code'},
  {variable: 'GEMINI_CLI', name: 'gemini-cli'},
  {variable: 'ANTIGRAVITY_AGENT', name: 'antigravity'},
  {variable: 'COPILOT_CLI', name: 'copilot'},
  {variable: 'COPILOT_AGENT', name: 'copilot'},
  {variable: 'COPILOT_AGENT_SESSION_ID', name: 'copilot'},
  {variable: 'COPILOT_AGENT_JOB_ID', name: 'copilot'},
  {variable: 'OPENCODE', name: 'opencode'},
  {variable: 'OPENCODE_SESSION_ID', name: 'opencode'},
  {variable: 'GOOSE_TERMINAL', name: 'goose'},
  {variable: 'CLINE_ACTIVE', name: 'cline'},
  {variable: 'ROO_ACTIVE', name: 'roo-code'},
  {variable: 'WINDSURF_CASCADE_TERMINAL', name: 'windsurf'},
  {variable: 'AUGMENT_AGENT', name: 'augment'},
  {variable: 'AMP_CURRENT_THREAD_ID', name: 'amp'},
  {variable: 'CRUSH', name: 'crush'},
  {variable: 'TRAE_AI_SHELL_ID', name: 'trae'},
  {variable: 'IFLOW_CLI', name: 'iflow'},
  {variable: 'PI_CODING_AGENT', name: 'pi'},
];

/** Variables whose value is the agent's own name, or only says that there is one. */
export const NAMING_VARIABLES: readonly string[] = ['AI_AGENT', 'AGENT'];

/** Continuous integration: what runs there is a script, whatever its terminal. */
export const CI_SYSTEMS: readonly {variable: string; name: string}[] = [
  {variable: 'GITHUB_ACTIONS', name: 'github-actions'},
  {variable: 'GITLAB_CI', name: 'gitlab-ci'},
  {variable: 'JENKINS_URL', name: 'jenkins'},
  {variable: 'BUILDKITE', name: 'buildkite'},
  {variable: 'CIRCLECI', name: 'circleci'},
  {variable: 'TRAVIS', name: 'travis-ci'},
  {variable: 'TEAMCITY_VERSION', name: 'teamcity'},
  {variable: 'TF_BUILD', name: 'azure-pipelines'},
  {variable: 'BITBUCKET_BUILD_NUMBER', name: 'bitbucket-pipelines'},
  {variable: 'CODEBUILD_BUILD_ID', name: 'aws-codebuild'},
  {variable: 'DRONE', name: 'drone'},
  {variable: 'CI', name: 'ci'},
];
