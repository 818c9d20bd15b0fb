/** What stands in a line below the one that tells of it. `NamedValueReader` reads it, at lines with these words. */
import type {RedactionRule} from '../rule.ts';
import {SECRET_NAME_KEYWORDS} from './value.ts';

export const BELOW_RULE = 'value-below';

/** Words of commands that print a secret and nothing else. */
export const PRINTING_COMMAND_WORDS = [
  ...['wg genkey', 'wg genpsk', 'openssl rand', 'pwgen', 'consul keygen', 'nomad operator gossip', 'age-keygen'],
  ...[
    'auth:token',
    'print-access-token',
    'print-identity-token',
    'get-login-password',
    'get-access-token',
    'auth token',
  ],
  ...[
    'find-generic-password',
    'find-internet-password',
    'versions access',
    'output -raw',
    'get-secret-value',
    'read-password',
  ],
  ...[
    'create token',
    'op read',
    'get password',
    'pass show',
    'pass generate',
    '-field=',
    'secret show',
    'base64 -d',
    'base64 --d',
  ],
  ...['/dev/urandom', 'gen-random', 'mkpasswd', 'oc whoami -t'],
  ...[
    'secrets get',
    'initial-password',
    'rails secret',
    'key:generate',
    'phx.gen.secret',
    'secrets.token_',
    'config:get',
  ],
  ...[
    'item get',
    'vault print token',
    'kubeadm token',
    'certs certificate-key',
    '--decrypt',
    'get secret',
    'view --raw',
  ],
  ...['.psk', 'kms decrypt', 'sops ', 'gen.secret'],
];

/** A command line that ends in such a command. */
export const PRINTING_COMMAND =
  /(?:\bwg gen(?:key|psk)|\bopenssl rand -(?:base64|hex) \d+|\bconsul keygen|\bheroku auth:token|\bgcloud auth (?:application-default )?print-(?:access|identity)-token|\baws ecr get-login-password[^|]*|\b(?:gh|flyctl|fly|hcloud) auth token|\bsecurity find-(?:generic|internet)-password [^|]*-w\b[^|]*|\bgcloud secrets versions access [^|]*|\bterraform output -raw \w*(?:pass|secret|token|key)\w*|\baws secretsmanager get-secret-value [^|]*--output text|\bkubectl create token [^|]*|\bop read [^|]*|\b(?:bw|lpass) (?:get|show) (?:--)?password[^|]*|\b(?:pass|gopass) (?:show|generate) [^|]*|\bvault (?:kv get|read|token create) [^|]*-field=[^|]*|\baz (?:keyvault secret show|account get-access-token) [^|]*-o tsv[^|]*|\bsecrets?\b[^|]*\|\s*base64 (?:-d|--decode|-D)\b.*|\/dev\/urandom\s*\|[^|]*(?:\|[^|]*)?|\bgpg --gen-random [^|]*|\bmkpasswd\b[^|]*|\boc whoami -t|\b(?:doppler|infisical) secrets get [^|]*--plain\b[^|]*|\bargocd admin initial-password\b[^|]*|\b(?:rails|rake) secret|\bartisan key:generate --show|\bmix phx\.gen\.secret(?: \d+)?|\bsecrets\.token_(?:hex|urlsafe)\(\d*\)\)?["']?|\bheroku config:get \w*(?:PASS|TOKEN|SECRET|KEY|URL)\w*[^|]*|\bop item get [^|]*--fields?[ =](?:label=)?\S*(?:pass|token|secret|key|credential)[^|]*|\bvault print token|\bkubeadm (?:token (?:create|generate)|certs certificate-key)|\b(?:kubectl|oc|k) [^|]*\bget secrets? [^|]*\.(?:data\b|stringData\b)[^|]*|\bkubectl config view --raw [^|]*jsonpath[^|]*(?:token|password|key)[^|]*|\bnmcli [^|]*\.psk\b[^|]*|\bsops (?:-d|--decrypt|decrypt) [^|]*--extract [^|]*)\s*;?\s*$/;

export const BELOW_RULES: readonly RedactionRule[] = [
  {
    id: BELOW_RULE,
    about:
      'Value in the line below its name, block of YAML with a secret name, list of recovery codes, output of wg genkey',
    source: 'https://yaml.org/spec/1.2.2/#81-block-scalar-styles',
    keywords: [...SECRET_NAME_KEYWORDS, ...PRINTING_COMMAND_WORDS],
    pattern: /(?!)/dg,
    secret: 0,
    maxSpanChars: 512,
    unfinished: /(?!)/d,
    hits: [
      'env:\n  - name: DB_PASSWORD\n    value: q7Kq2mNvR4',
      '    "name": "API_TOKEN",\n    "value": "two words"',
      '<key>password</key>\n<string>swordfish</string>',
      'password: |\n  two plain words\nuser: joe',
      'Recovery codes:\n\n  q7Kq2-mNvR4\n  tYw8Z-pA1cE\n',
      '$ doppler secrets get DB_PASSWORD --plain\nq7Kq2mNvR4',
      "$ kubectl get secret db -o jsonpath='{.data.password}'\ncTdLcTJtTnZSNA==",
      '$ op item get db --reveal --fields password\nq7Kq2mNvR4',
      '$ wg genkey\nq7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nM=',
    ],
    misses: [
      '  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: db',
      "$ kubectl get secret db -o jsonpath='{.metadata.name}'\ndb-credentials-1",
      '$ rails secretary\nq7Kq2mNvR4',
      'Password:\n3f81c5e7b9d2046a8c0e2f41b3d5f7092a4c6e80',
      'Enter password:\nWelcome!',
      'token:\n  name: x1\n  kind: y2',
      'secret:\n  secretName: my-secret-1',
      '  - name: COLOUR\n    value: blue',
    ],
  },
];
