import type {ShimProfile} from './profile.ts';

/** Completion is another program, aws_completer. */
export const aws: ShimProfile = {
  command: 'aws',
  about: "Amazon Web Services' command line",
  bypass: [
    {why: 'version', first: ['--version']},
    // Only as the last word: in `aws s3 cp help s3://bucket` it is a file.
    {why: 'help', first: ['help', '--help', '-h']},
    {why: 'help of a service', first: ['[a-z]*'], second: ['help'], count: 2},
    {why: 'help of an operation', first: ['[a-z]*'], second: ['[a-z]*'], third: ['help'], count: 3},
  ],
  tags: {
    service: [{positional: 0}],
    verb: [{positional: 1}],
    profile: [
      {flag: ['--profile']},
      {variable: 'AWS_PROFILE'},
      {variable: 'AWS_DEFAULT_PROFILE'},
      {constant: 'default'},
    ],
    region: [
      {flag: ['--region']},
      {variable: 'AWS_REGION'},
      {variable: 'AWS_DEFAULT_REGION'},
      {ini: '.aws/config', section: 'profile {profile}', key: 'region'},
      {ini: '.aws/config', section: '{profile}', key: 'region'},
    ],
    account: [
      {ini: '.aws/config', section: 'profile {profile}', key: 'sso_account_id'},
      {ini: '.aws/config', section: 'profile {profile}', key: 'account_id'},
    ],
  },
  valueFlags: [
    '--ca-bundle',
    '--cli-binary-format',
    '--cli-connect-timeout',
    '--cli-read-timeout',
    '--color',
    '--endpoint-url',
    '--output',
    '--profile',
    '--query',
    '--region',
  ],
  secretFlags: [
    {flag: '--secret-string', form: 'separate'},
    {flag: '--secret-binary', form: 'separate'},
    {flag: '--password', form: 'separate'},
    {flag: '--master-user-password', form: 'separate'},
    {flag: '--temporary-password', form: 'separate'},
    {flag: '--new-password', form: 'separate'},
    {flag: '--old-password', form: 'separate'},
    {flag: '--auth-token', form: 'separate'},
    {flag: '--access-token', form: 'separate'},
    {flag: '--web-identity-token', form: 'separate'},
    {flag: '--value', form: 'separate', after: 'put-parameter'},
  ],
  secretVariables: ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK'],
  firstRun: ['configure', 'list'],
};
