import type {ShimProfile} from './profile.ts';

/** For commands that nobody has described: only what means the same in nearly every program is not recorded. */
export const defaultProfile = (command: string): ShimProfile => ({
  command,
  about: command,
  bypass: [
    {why: 'help and version', first: ['--help', '--version']},
    {why: 'shell completion of Go programs', first: ['__complete', '__completeNoDesc']},
  ],
  tags: {},
  valueFlags: [],
  secretFlags: [],
  secretVariables: [],
});
