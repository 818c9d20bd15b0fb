import {HASHICORP_HELP} from './bypass.ts';
import type {ShimProfile} from './profile.ts';

export const vault: ShimProfile = {
  command: 'vault',
  about: "HashiCorp Vault's command line",
  bypass: [HASHICORP_HELP, {why: 'says what it is', first: ['version', '-version', '--version', '-v']}],
  tags: {
    address: [{flag: ['-address']}, {variable: 'VAULT_ADDR'}],
    namespace: [{flag: ['-ns', '-namespace']}, {variable: 'VAULT_NAMESPACE'}],
    verb: [
      {positionals: '^((?:kv|auth|secrets|policy|token|lease|operator|audit|plugin|pki|namespace) [^ /=]+|[^ ]+)'},
    ],
    path: [{positionals: '^(?:read|write|list|delete|patch|kv [^ ]+) ([^ ]+)'}],
  },
  valueFlags: [
    '-address',
    '-agent-address',
    '-ca-cert',
    '-ca-path',
    '-client-cert',
    '-client-key',
    '-format',
    '-field',
    '-header',
    '-log-format',
    '-log-level',
    '-method',
    '-mfa',
    '-mount',
    '-namespace',
    '-ns',
    '-path',
    '-policy',
    '-role',
    '-tls-server-name',
    '-ttl',
    '-unlock-key',
    '-wrap-ttl',
  ],
  secretFlags: [
    {flag: '-mfa', form: 'separate'},
    {flag: '-header', form: 'separate'},
    {flag: '-unlock-key', form: 'separate'},
    {flag: '-dev-root-token-id', form: 'separate'},
  ],
  secretVariables: ['VAULT_TOKEN', 'VAULT_MFA', 'VAULT_WRAPPING_TOKEN'],
};
