import fc from 'fast-check';
import {PROFILES} from '../../shims/index.ts';
import {deriveTags} from '../../src/agent/profile-tags.ts';
import {makeHello} from '../support/frame-host.ts';

const KUBECONFIG = `
current-context: prod-admin
contexts:
- name: prod-admin
  context: {cluster: prod, namespace: payments, user: me}
- name: dev
  context: {cluster: dev-cluster, user: me}
`;
const FILES: Record<string, string> = {
  '/home/me/.kube/config': KUBECONFIG,
  '/etc/other': 'current-context: other\ncontexts: [{name: other, context: {cluster: c2, namespace: n2}}]\n',
  '/home/me/.aws/config': '[default]\nregion = eu-west-1\n[profile prod]\nregion=us-east-1\nsso_account_id = 42\n',
  '/srv/infra/.terraform/environment': 'staging\n',
};

interface Surroundings {
  env?: Record<string, string>;
  cwd?: string;
  files?: Record<string, string>;
}

function tags(commandLine: string | string[], {env, cwd, files}: Surroundings = {}): Record<string, string> {
  const argv = Array.isArray(commandLine) ? commandLine : commandLine.split(' ');
  const profile = PROFILES.find(({command}) => command === argv[0])!;
  const hello = makeHello({name: argv[0]!, argv, cwd: cwd ?? '/srv/infra', env: {HOME: '/home/me', ...env}});
  return deriveTags(profile, hello, (path) => (files ?? FILES)[path] ?? null);
}

describe('deriveTags', () => {
  test.each([
    [
      'kubectl get pods',
      {context: 'prod-admin', cluster: 'prod', namespace: 'payments', verb: 'get', resource: 'pods'},
    ],
    ['kubectl -n web get pods', {namespace: 'web', verb: 'get'}],
    ['kubectl get pods -nweb', {namespace: 'web'}],
    ['kubectl get pods --namespace=web --context dev', {namespace: 'web', context: 'dev', cluster: 'dev-cluster'}],
    ['kubectl --kubeconfig /etc/other delete pod/x', {context: 'other', namespace: 'n2', resource: 'pod', name: 'x'}],
    ['kubectl exec -it web-1 -c app -- sh -c ls', {verb: 'exec', name: 'web-1'}],
    ['kubectl -n=web --context=dev -o yaml get pod -l app=x web-1', {namespace: 'web', context: 'dev', name: 'web-1'}],
    ['kubectl logs -f deploy/web --tail=5', {verb: 'logs', resource: 'deploy', name: 'web'}],
    ['kubectl get pods -n a -n b', {namespace: 'b'}],
    ['kubectl scale deploy web --replicas 3', {verb: 'scale', resource: 'deploy', name: 'web'}],
  ])('%s', (commandLine, expected) => {
    const prefixed = Object.fromEntries(Object.entries(expected).map(([name, value]) => [`kubectl.${name}`, value]));
    expect(tags(commandLine)).toMatchObject(prefixed);
  });

  test('a namespace is left out where the context names none', () => {
    expect(tags('kubectl get pods --context dev')).not.toHaveProperty('kubectl.namespace');
  });

  test('KUBECONFIG lists are merged, the first that names a thing wins', () => {
    const env = {KUBECONFIG: '/etc/other:/home/me/.kube/config'};
    expect(tags('kubectl get pods', {env})).toMatchObject({'kubectl.context': 'other'});
    expect(tags('kubectl get pods --context prod-admin', {env})).toMatchObject({'kubectl.namespace': 'payments'});
  });

  test.each([
    ['psql -h db1 -p 5433 -U app orders', {host: 'db1', port: '5433', user: 'app', database: 'orders'}],
    ['psql -hdb1 -Uapp -dorders', {host: 'db1', user: 'app', database: 'orders'}],
    ['psql --host=db1 --dbname=orders', {host: 'db1', database: 'orders'}],
    ['psql orders app', {database: 'orders', user: 'app'}],
    [
      'psql postgresql://app:pw@db1:5433/orders?sslmode=require',
      {host: 'db1', port: '5433', user: 'app', database: 'orders'},
    ],
    ['psql postgres://db1/orders', {host: 'db1', database: 'orders'}],
    ['psql -d postgres://app@db1/orders -p 5440', {host: 'db1', port: '5440', user: 'app', database: 'orders'}],
    ['psql -qAtX -c select -h db1 orders', {host: 'db1', database: 'orders'}],
    ['psql -h db1 -h db2 orders', {host: 'db2', database: 'orders'}],
    ['psql -h db1 -- orders -app', {host: 'db1', database: 'orders', user: '-app'}],
  ])('%s', (commandLine, expected) => {
    const prefixed = Object.fromEntries(Object.entries(expected).map(([name, value]) => [`psql.${name}`, value]));
    expect(tags(commandLine)).toEqual(prefixed);
  });

  test('psql takes a connection string and the environment', () => {
    expect(tags(['psql', 'host=db1 dbname=orders user=app'])).toEqual({
      'psql.host': 'db1',
      'psql.database': 'orders',
      'psql.user': 'app',
    });
    expect(tags('psql', {env: {PGHOST: 'db9', PGDATABASE: 'x'}})).toEqual({'psql.host': 'db9', 'psql.database': 'x'});
  });

  test.each([
    ['ssh root@web1', {host: 'web1', user: 'root'}],
    ['ssh -p 2222 -l admin web1 uptime -p', {host: 'web1', user: 'admin', port: '2222'}],
    ['ssh -i key -o StrictHostKeyChecking=no ops@10.0.0.7', {host: '10.0.0.7', user: 'ops'}],
    ['ssh ssh://ops@web1:2200', {host: 'web1', user: 'ops', port: '2200'}],
    ['ssh -tt web1 sudo -u postgres psql', {host: 'web1'}],
    ['ssh -J bastion web1', {host: 'web1', jump: 'bastion'}],
    ['ssh web1 -p 2222 -l ops uptime -p', {host: 'web1', user: 'ops', port: '2222'}],
    ['ssh web1 -- ls -l /', {host: 'web1'}],
    ['ssh -p2222 -vvv ops@web1', {host: 'web1', user: 'ops', port: '2222'}],
    ['ssh ops@[2001:db8::1]', {host: '[2001:db8::1]', user: 'ops'}],
    ['ssh a@b@web1', {host: 'web1', user: 'a@b'}],
    ['ssh -oPort=2200 -oUser=root web1', {host: 'web1', user: 'root', port: '2200'}],
  ])('%s', (commandLine, expected) => {
    const prefixed = Object.fromEntries(Object.entries(expected).map(([name, value]) => [`ssh.${name}`, value]));
    expect(tags(commandLine)).toEqual(prefixed);
  });

  test('aws reads region and account of its profile', () => {
    expect(tags('aws s3 ls --profile prod')).toMatchObject({
      'aws.profile': 'prod',
      'aws.region': 'us-east-1',
      'aws.account': '42',
      'aws.service': 's3',
      'aws.verb': 'ls',
    });
    expect(tags('aws s3 ls')).toMatchObject({'aws.profile': 'default', 'aws.region': 'eu-west-1'});
  });

  test('terraform reads the workspace of its folder', () => {
    expect(tags('terraform apply')).toMatchObject({'terraform.verb': 'apply', 'terraform.workspace': 'staging'});
    expect(tags('terraform apply', {env: {TF_WORKSPACE: 'prod'}})).toMatchObject({'terraform.workspace': 'prod'});
  });

  test.each([
    [
      'helm upgrade --install web ./chart -n prod',
      {verb: 'upgrade', release: 'web', chart: './chart', namespace: 'prod'},
    ],
    ['helm --kube-context dev list', {context: 'dev', cluster: 'dev-cluster', verb: 'list'}],
    ['helm list', {context: 'prod-admin', namespace: 'payments'}],
  ])('%s', (commandLine, expected) => {
    const prefixed = Object.fromEntries(Object.entries(expected).map(([name, value]) => [`helm.${name}`, value]));
    expect(tags(commandLine)).toMatchObject(prefixed);
  });

  test.each([
    ['docker rm -f web', {verb: 'rm', container: 'web'}],
    ['docker compose -f dev.yaml logs -f web', {verb: 'compose logs', container: 'web'}],
    ['docker -H tcp://h:1 exec -u 0 web sh -c id', {host: 'tcp://h:1', verb: 'exec', container: 'web'}],
  ])('%s', (commandLine, expected) => {
    const prefixed = Object.fromEntries(Object.entries(expected).map(([name, value]) => [`docker.${name}`, value]));
    expect(tags(commandLine)).toMatchObject(prefixed);
  });

  test('docker run names its image, not what runs in it', () => {
    expect(tags('docker run --rm -it -v /a:/b alpine sh -c id')).toMatchObject({'docker.image': 'alpine'});
  });

  test.each([
    ['not YAML', '{{{{'],
    ['a list', '- 1\n- 2\n'],
    ['of the wrong types', 'current-context: 7\ncontexts: nope\n'],
    ['a bomb of aliases', `a: &a [x]\n${'b: [*a, *a]\n'}contexts: *a\n`],
  ])('a kubeconfig that is %s says nothing', (_what, text) => {
    const found = tags('kubectl get pods', {files: {'/home/me/.kube/config': text}});
    expect(found).toEqual({'kubectl.verb': 'get', 'kubectl.resource': 'pods'});
  });

  test('never throws, whatever the arguments and files hold', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '--',
        '-',
        '-n',
        '-nx',
        '--context',
        '--context=',
        '-h',
        '-o',
        'get',
        'postgres://@:/',
        'ssh://@',
      ),
    );
    const profile = fc.constantFrom(...PROFILES);
    fc.assert(
      fc.property(profile, fc.array(word), fc.string(), ({command}, words, text) => {
        const files = new Proxy({}, {get: () => text}) as Record<string, string>;
        const found = tags([command, ...words], {env: {KUBECONFIG: 'a::b'}, files});
        return Object.values(found).every((value) => value !== '' && value.length <= 200);
      }),
    );
  });

  test.each<[string, string[], string]>([
    ['128 KiB of @', ['ssh', '@'.repeat(131_072)], ''],
    ['128 KiB of colons', ['psql', `postgres://${':'.repeat(131_072)}`], ''],
    ['300,000 words', ['kubectl', 'get', '--', ...Array<string>(300_000).fill('x')], ''],
    ['1 MiB of blanks in an ini file', ['aws', 's3'], `[default]\nregion =${' '.repeat(1 << 20)}x\n`],
    ['100,000 nested lists in a kubeconfig', ['kubectl', 'get'], '['.repeat(100_000)],
  ])('takes %s in its stride', (_what, argv, text) => {
    const startedAtMs = performance.now();
    tags(argv, {files: new Proxy({}, {get: () => text}) as Record<string, string>});
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });
});
