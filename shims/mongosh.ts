import type {ShimProfile} from './profile.ts';

const URI = '^mongodb(?:\\+srv)?://(?:[^@/]*@)?';

export const mongosh: ShimProfile = {
  command: 'mongosh',
  about: 'MongoDB terminal',
  bypass: [{why: 'help and version', first: ['--help', '-h', '--version', '--build-info', '--buildInfo']}],
  tags: {
    host: [{flag: ['--host']}, {positional: 0, match: `${URI}([^/?]+)`}],
    port: [{flag: ['--port']}, {positional: 0, match: `${URI}[^/?,]*:(\\d+)(?:[/?]|$)`}],
    database: [
      {positional: 0, match: `${URI}[^/]*/([^?]+)`},
      {positional: 0, match: '^((?!mongodb(?:\\+srv)?://)[^/.:]+)$'},
    ],
    user: [{flag: ['-u', '--username']}, {positional: 0, match: '^mongodb(?:\\+srv)?://([^:@/]+)(?::[^@/]*)?@'}],
  },
  valueFlags: [
    '--host',
    '--port',
    '-u',
    '--username',
    '-p',
    '--password',
    '--authenticationDatabase',
    '--authenticationMechanism',
    '--awsIamSessionToken',
    '--gssapiServiceName',
    '--sspiHostnameCanonicalization',
    '--sspiRealmOverride',
    '--eval',
    '-f',
    '--file',
    '--json',
    '--apiVersion',
    '--tlsCertificateKeyFile',
    '--tlsCertificateKeyFilePassword',
    '--tlsCAFile',
    '--tlsCRLFile',
    '--awsAccessKeyId',
    '--awsSecretAccessKey',
    '--keyVaultNamespace',
    '--kmsURL',
    '--cryptSharedLibPath',
  ],
  secretFlags: [
    {flag: '-p', form: 'separate'},
    {flag: '--password', form: 'separate'},
    {flag: '--tlsCertificateKeyFilePassword', form: 'separate'},
    {flag: '--awsSecretAccessKey', form: 'separate'},
    {flag: '--awsIamSessionToken', form: 'separate'},
  ],
  secretVariables: ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  prompt: {
    // `test> `, `rs0 [direct: primary] shop> `, `Atlas atlas-4xy-shard-0 [primary] shop> `
    first: '(?:(?:\\S{1,80} ){0,2}\\[[^\\]]{1,80}\\] )?[^\\s>]{1,64}> ',
    continuation: '\\.{3} ',
    terminator: null,
  },
};
