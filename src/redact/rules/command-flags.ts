/** Flags that mean a secret for some commands only: `-p` of mongosh, `-P` of sqlcmd, `-w` of ldapsearch. */
import type {RedactionRule} from '../rule.ts';
import {isExampleWord, isPath, isPlaceholder, isProse, VALUE} from './value.ts';

export interface CommandShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'hits' | 'misses'> {
  /** Source of a regular expression: command and flag up to the secret. */
  context: string;
  value?: string;
  /** What the command's flag takes besides. */
  accept?: (secret: string) => boolean;
}

/** Between a command's name and its flag. */
export const ARGUMENTS = '\\b[^|\\n]{0,400}?\\s';

export function commandFlag({context, value = VALUE, accept, ...about}: CommandShape): RedactionRule {
  const start = `(?<![\\w-])(?:${context})`;
  return {
    ...about,
    pattern: new RegExp(`${start}(${value})`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => isArgument(secret) && (accept?.(secret) ?? true),
    unfinished: new RegExp(`${start}(?<held>(?:${value})\\\\?)$`, 'd'),
  };
}

const isArgument = (secret: string) =>
  !isPlaceholder(secret) && !isExampleWord(secret) && !/^[-{<]/.test(secret) && !isProse(secret);

const oneOf = (...words: readonly string[]) => `(?:${words.join('|')})`;
/** Ports and file names stand behind the same letters. */
const isNoPort = (secret: string) => !/^\d{1,5}(?::\d{1,5})?$/.test(secret) && !isPath(secret);

/** The look back stands behind the name, as at each place of a line it would cost time. */
const LITERAL =
  '\\s["\']?(?:[\\w.-]{1,80}=(?<=\\b(?:vault|bao) (?:kv )?(?:put|patch|write)\\s[^|\\n]{0,400})|--from-literal[ =]["\']?[\\w.-]{1,120}=(?<=\\bsecret\\s[^|\\n]{0,600}))';

export const COMMAND_FLAG_RULES: readonly RedactionRule[] = [
  commandFlag({
    id: 'curl-user',
    about: 'Password of curl -u user:password, of its certificates and of HTTPie',
    source: 'https://curl.se/docs/manpage.html#-u',
    keywords: ['curl', 'http ', 'https ', 'xh ', 'ab -'],
    context: oneOf(
      `curl${ARGUMENTS}(?:-[a-zA-Z]{0,8}u ?|--(?:proxy-)?user[ =]|-U ?)["']?[^\\s:"']{0,200}:`,
      `curl${ARGUMENTS}(?:-[a-zA-Z]{0,8}E ?|--(?:proxy-)?cert[ =])["']?[^\\s:"']{1,200}:`,
      `(?:https?|xhs?)(?<=(?:^|[\\s"'(])\\w{2,5}) (?:[^|\\n]{0,400}?\\s)?(?:-a ?|--auth[ =])["']?[^\\s:"']{0,200}:`,
      `ab (?:[^|\\n]{0,400}?\\s)?-[AP] ?["']?[^\\s:"']{1,200}:`,
    ),
    value: '(?<=["\'][^"\':]{0,200}:)[^"\']{1,400}|[^\\s"\']{1,400}',
    hits: [
      'curl -u joe:q7Kq2mNvR4 https://example.com',
      "curl -sSu 'joe:two words' https://x",
      'curl --user joe:q7Kq2mN https://x',
      'curl --cert client.pem:q7Kq2mNvR4 https://x',
      'http -a joe:q7Kq2mNvR4 https://x',
    ],
    misses: [
      'curl -u joe https://example.com',
      'curl -u joe: https://example.com',
      'curl -u $USER:$PASS https://x',
      'curl -u user:password https://x',
    ],
  }),
  commandFlag({
    id: 'mysql-password',
    about: 'Password of mysql -pPASSWORD, and of MariaDB and their tools',
    source: 'https://dev.mysql.com/doc/refman/8.4/en/connection-options.html',
    keywords: ['mysql', 'mariadb'],
    context: oneOf(`(?:mysql|mariadb)(?:-?(?:dump|admin|import|show|check|slap|sh))?${ARGUMENTS}-p["']?`),
    hits: ['mysql -h db -u root -pq7Kq2mNvR4 shop', "mysqldump -p'two words' shop"],
    misses: ['mysql -h db -p shop', 'mysql -P3306 -u root', 'mysql -p$PASS'],
  }),
  commandFlag({
    id: 'command-password',
    about:
      'Password behind -p of sshpass, mongosh, cqlsh, docker login, useradd, 7z and others, or behind redis-cli -a',
    source: 'The manual pages of these commands',
    keywords: [
      ...['sshpass', 'redis-cli', ' login', 'mongo', 'cqlsh', 'cypher-shell', 'rdesktop', 'ncftp', 'evil-winrm'],
      ...['mapexec', 'nxc ', 'netexec', 'twine', 'poetry', 'rabbitmqadmin', '-users ', 'useradd', 'usermod', 'smbmap'],
      ...['7z', 'rar ', 'influx', 'mssql-cli'],
    ],
    context: oneOf(
      `sshpass${ARGUMENTS}-p ?`,
      `redis-cli${ARGUMENTS}-a ?`,
      `(?:docker|podman|nerdctl|buildah|helm registry|oc|az|az acr|skopeo|crane|oras|cf|ibmcloud) login${ARGUMENTS}-p[ =]?`,
      `mongo(?:sh|dump|restore|export|import|stat|top|files)?${ARGUMENTS}-p ?`,
      `(?:cqlsh|cypher-shell|rdesktop|ncftp\\w{0,4}|evil-winrm|crackmapexec|nxc|netexec|smbmap|influx|mssql-cli)${ARGUMENTS}-p `,
      `(?:twine upload|poetry publish|rabbitmqadmin|(?:es|elasticsearch)-users|useradd|usermod)${ARGUMENTS}-p `,
      `(?:7z[ar]?|(?:un)?rar)${ARGUMENTS}-h?p`,
    ).concat('["\']?'),
    accept: isNoPort,
    hits: [
      'sshpass -p q7Kq2mNvR4 ssh host',
      'redis-cli -h cache -a q7Kq2mNvR4 ping',
      'docker login -u joe -p q7Kq2mNvR4 registry.example.com',
      'mongosh -u joe -p q7Kq2mNvR4 admin',
      "7z a -p'two words' a.7z f",
    ],
    misses: [
      'docker login registry.example.com',
      'docker run -p 8080:80 nginx',
      'sshpass -e ssh host',
      'mongod -p 27017',
      'usermod -aG docker joe',
    ],
  }),
  commandFlag({
    id: 'command-secret',
    about:
      'Secret behind -P of sqlcmd, zip, ipmitool and mosquitto, -N of ssh-keygen, -w of ldapsearch, -U of smbclient …',
    source: 'The manual pages of these commands',
    keywords: [
      ...['sqlcmd', 'bcp ', 'osql ', 'ipmitool', 'mosquitto', 'knife ', 'zip ', 'ssh-keygen', 'ldap', 'security '],
      ...[
        'smbclient',
        'smbget',
        'rpcclient',
        'winexe',
        'openssl',
        '-hmac',
        'freerdp',
        'cmdkey',
        'net use',
        'lftp',
        'snmp',
      ],
      ...['swaks', 'sendemail', 'jenkins-cli', 'nuget push', 'plink', 'pscp', 'psftp', 'vnc', 'pdftk'],
    ],
    context: oneOf(
      `(?:sqlcmd|bcp|osql|ipmitool|mosquitto_(?:pub|sub|rr)|knife|(?:un)?zip|ssh-keygen)${ARGUMENTS}-P ?`,
      `ssh-keygen${ARGUMENTS}-N ?`,
      `ldap(?:search|modify|add|delete|whoami|passwd|compare|modrdn)${ARGUMENTS}-w ?`,
      `ldappasswd${ARGUMENTS}-a ?`,
      `security (?:add|find|set)-(?:generic|internet|key|keychain)\\S{0,24}${ARGUMENTS}-[wpk] `,
      `(?:smbclient|smbget|rpcclient|winexe|net)${ARGUMENTS}-U ?["']?[^\\s%"']{1,80}%`,
      `openssl enc${ARGUMENTS}-[kK] `,
      `openssl${ARGUMENTS}-hmac `,
      `(?:xfreerdp|wlfreerdp|sdl-freerdp)3?${ARGUMENTS}\\/p:`,
      `(?:cmdkey|net use)${ARGUMENTS}\\/pass:`,
      `lftp${ARGUMENTS}-u ?["']?[^\\s,"']{1,80},`,
      `snmp\\w{2,10}${ARGUMENTS}-[AXc] `,
      `swaks${ARGUMENTS}-ap `,
      `sendemail${ARGUMENTS}-xp `,
      `jenkins-cli\\S{0,8}${ARGUMENTS}-auth [^\\s:]{1,80}:`,
      `nuget push${ARGUMENTS}-k `,
      `(?:plink|pscp|psftp|putty)\\S{0,4}${ARGUMENTS}-pw `,
      `pdftk${ARGUMENTS}(?:input|user|owner)_pw `,
    ).concat('["\']?'),
    accept: (secret) => isNoPort(secret) && !/^(?:public|private|PROMPT|stdin|-)$/.test(secret),
    hits: [
      'sqlcmd -S db -U sa -P q7Kq2mNvR4',
      'ldapsearch -D cn=admin -w q7Kq2mNvR4',
      'smbclient -U joe%q7Kq2mNvR4 //nas/share',
      "ssh-keygen -t ed25519 -N 'two words' -f key",
      'openssl enc -aes-256-cbc -k q7Kq2mNvR4 -in a',
    ],
    misses: [
      'zip -r a.zip -P',
      'ssh-keygen -t ed25519 -N "" -f key',
      'snmpwalk -v2c -c public host',
      'knife node list',
    ],
  }),
  commandFlag({
    id: 'command-token',
    about: 'Token behind -t of doctl, flyctl, vercel and codecov, --auth of netlify, -b of gh secret set',
    source: 'The manual pages of these commands',
    keywords: ['doctl', 'fly ', 'flyctl', 'vercel', 'codecov', 'netlify', 'gh secret', 'snyk config', 'sonar.login'],
    context: oneOf(
      `(?:doctl|fly|flyctl|vercel|codecov)${ARGUMENTS}-t `,
      `netlify${ARGUMENTS}--auth[ =]`,
      'snyk config set api=',
      '-Dsonar\\.login=',
      `gh secret set${ARGUMENTS}(?:-b ?|--body[ =])`,
    ).concat('["\']?'),
    accept: (secret) => !/^[a-z][a-z-]*$/.test(secret) || secret.length >= 8,
    hits: ['doctl auth init -t q7Kq2mNvR4tYw8Zp', 'gh secret set NAME --body "two words"'],
    misses: ['gh secret set NAME < file', 'vercel -t prod'],
  }),
  commandFlag({
    id: 'secret-manager-value',
    about: 'Value that is handed to a secret manager: aws ssm put-parameter and secretsmanager, az keyvault',
    source: 'The manual pages of these commands',
    keywords: ['put-parameter', 'put-secret', 'create-secret', 'update-secret', 'keyvault'],
    context: oneOf(
      `aws ssm put-parameter(?=[^\\n]{0,600}SecureString)${ARGUMENTS}--value[ =]`,
      `az keyvault secret set${ARGUMENTS}--value[ =]`,
      `aws secretsmanager (?:create|put|update)-secret\\S{0,12}${ARGUMENTS}--secret-(?:string|binary)[ =]`,
    ).concat('["\']?'),
    accept: (secret) => !/^@|^(?:true|false|\d{1,4}[smhd]?)$/.test(secret),
    hits: [
      'aws ssm put-parameter --name x --type SecureString --value q7Kq2mNvR4',
      "az keyvault secret set --vault-name v --name n --value 'two words'",
    ],
    misses: ['aws ssm put-parameter --name x --type String --value blue'],
  }),
  {
    id: 'secret-literal',
    about: 'Values of vault kv put PATH NAME=VALUE and of kubectl create secret --from-literal',
    source: 'https://developer.hashicorp.com/vault/docs/commands/kv/put',
    keywords: ['vault ', 'bao ', 'from-literal'],
    pattern: new RegExp(`${LITERAL}["']?(${VALUE})`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => isArgument(secret) && !/^@|^(?:true|false|\d{1,4}[smhd]?)$/.test(secret),
    unfinished: new RegExp(`${LITERAL}["']?(?<held>${VALUE}\\\\?)$`, 'd'),
    hits: [
      'vault kv put secret/shop user=joe api=q7Kq2mNvR4',
      "kubectl create secret generic db --from-literal=value='two words'",
    ],
    misses: [
      'vault kv put secret/shop @data.json',
      'vault write auth/x ttl=1h',
      'kubectl create configmap c --from-literal=colour=blue',
    ],
  },
  {
    id: 'openssl-pass',
    about: 'Pass phrase argument of openssl: pass:PHRASE',
    source: 'https://docs.openssl.org/master/man1/openssl-passphrase-options/',
    keywords: ['pass:'],
    pattern: /-(?:pass|passin|passout|passwd|k)\s+["']?pass:([^\s"']{1,400})/dg,
    secret: 1,
    maxSpanChars: 450,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: /-(?:pass|passin|passout|passwd|k)\s+["']?pass:(?<held>[^\s"']{1,400})$/d,
    hits: ['openssl rsa -in key.pem -passin pass:q7Kq2mNvR4'],
    misses: ['openssl rsa -passin env:PASS', 'pass: 12, fail: 0'],
  },
  {
    id: 'short-secret-flag',
    about: 'Value of --pass, --pw, --psk, -storepass, -keypass and the like',
    source: 'Manual pages of redis-cli, curl, keytool and others',
    keywords: [
      '-pass',
      '-pw',
      '-psk',
      '-storepass',
      '-keypass',
      '-srcstorepass',
      '-deststorepass',
      '-destkeypass',
      '-srckeypass',
    ],
    pattern: new RegExp(
      `(?<=^|[\\s"'\`(])--?(?:pass|pwd?|psk|(?:src|dest)?(?:store|key)pass)(?:\\s{1,8}|=)["']?(${VALUE})`,
      'dg',
    ),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) =>
      isArgument(secret) &&
      !/^(?:pass|env|file|fd|stdin):?|^[A-Z_]+$/.test(secret) &&
      !isPath(secret) &&
      !/^arg(?:ument)?\b/.test(secret),
    unfinished: new RegExp(
      `(?<=^|[\\s"'\`(])--?(?:pass|pwd?|psk|(?:src|dest)?(?:store|key)pass)(?:\\s{1,8}|=)["']?(?<held>${VALUE}\\\\?)$`,
      'd',
    ),
    hits: ['redis-cli --pass q7Kq2mNvR4 ping', 'keytool -list -storepass q7Kq2mNvR4', "x11vnc --pass='two words'"],
    misses: ['openssl rsa -pass env:X', 'tool --pass --verbose', 'tool --pass $PASS'],
  },
];
