import {COBRA_COMPLETION, COBRA_HELP} from './bypass.ts';
import {KUBERNETES_CONNECTION_FLAGS, KUBERNETES_SECRET_FLAGS, KUBERNETES_TAGS} from './kubernetes.ts';
import type {ShimProfile} from './profile.ts';

export const k9s: ShimProfile = {
  command: 'k9s',
  about: 'Full-screen terminal for Kubernetes',
  bypass: [COBRA_COMPLETION, COBRA_HELP, {why: 'says what it is and where its files are', first: ['version', 'info']}],
  tags: KUBERNETES_TAGS,
  valueFlags: [
    ...KUBERNETES_CONNECTION_FLAGS,
    '-c',
    '--command',
    '-l',
    '--logLevel',
    '--logFile',
    '-r',
    '--refresh',
    '--screen-dump-dir',
  ],
  secretFlags: KUBERNETES_SECRET_FLAGS,
  secretVariables: [],
};
