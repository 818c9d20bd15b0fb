/** What kubectl, oc, helm and k9s share: how they find their cluster. */
import type {SecretFlag, ShimProfile} from './profile.ts';

/** kubectl's global flags that take a value: `kubectl options`. */
export const KUBERNETES_CONNECTION_FLAGS: readonly string[] = [
  '--as',
  '--as-group',
  '--as-uid',
  '--cache-dir',
  '--certificate-authority',
  '--client-certificate',
  '--client-key',
  '--cluster',
  '--context',
  '--kubeconfig',
  '-n',
  '--namespace',
  '--password',
  '--request-timeout',
  '-s',
  '--server',
  '--tls-server-name',
  '--token',
  '--user',
  '--username',
];

export const KUBERNETES_SECRET_FLAGS: readonly SecretFlag[] = [
  {flag: '--token', form: 'separate'},
  {flag: '--password', form: 'separate'},
];

export const KUBERNETES_TAGS: ShimProfile['tags'] = {
  context: [{flag: ['--context']}, {kubeconfig: 'current-context'}],
  cluster: [{flag: ['--cluster']}, {kubeconfig: 'cluster'}],
  namespace: [{flag: ['-n', '--namespace']}, {kubeconfig: 'namespace'}],
};
