import {KUBERNETES_TAGS} from './kubernetes.ts';
import type {ShimProfile} from './profile.ts';

/** kubectx and kubens: switch context and namespace for every kubectl that follows. */
const switcher = (command: string, about: string, switched: string): ShimProfile => ({
  command,
  about,
  bypass: [
    {why: 'help and version', first: ['--help', '-h', '--version', '-V']},
    {why: 'shows the current one, as prompts and completions ask', first: ['--current', '-c']},
  ],
  tags: {...KUBERNETES_TAGS, [switched]: [{positional: 0, match: '^((?!-$).+)'}]},
  valueFlags: [],
  secretFlags: [],
  secretVariables: [],
});

export const kubectx = switcher('kubectx', 'Switches between contexts of kubectl', 'to_context');
export const kubens = switcher('kubens', 'Switches between namespaces of kubectl', 'to_namespace');
