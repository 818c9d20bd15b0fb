import {ARGPARSE_HELP} from './bypass.ts';
import type {ShimProfile} from './profile.ts';

const BYPASS = [ARGPARSE_HELP, {why: 'version', any: ['--version']}];

const INVENTORY: ShimProfile['tags'] = {
  inventory: [{flag: ['-i', '--inventory', '--inventory-file']}, {variable: 'ANSIBLE_INVENTORY'}],
  limit: [{flag: ['-l', '--limit']}],
  user: [{flag: ['-u', '--user']}],
};

const VALUE_FLAGS = [
  '-i',
  '--inventory',
  '--inventory-file',
  '-l',
  '--limit',
  '-e',
  '--extra-vars',
  '-f',
  '--forks',
  '-M',
  '--module-path',
  '-u',
  '--user',
  '-c',
  '--connection',
  '-T',
  '--timeout',
  '--private-key',
  '--key-file',
  '--ssh-common-args',
  '--sftp-extra-args',
  '--scp-extra-args',
  '--ssh-extra-args',
  '--become-method',
  '--become-user',
  '--become-password-file',
  '--connection-password-file',
  '--vault-id',
  '--vault-password-file',
];

export const ansible: ShimProfile = {
  command: 'ansible',
  about: 'Runs one task on many machines',
  bypass: BYPASS,
  tags: {...INVENTORY, pattern: [{positional: 0}], module: [{flag: ['-m', '--module-name']}, {constant: 'command'}]},
  valueFlags: [
    ...VALUE_FLAGS,
    '-a',
    '--args',
    '-m',
    '--module-name',
    '-B',
    '--background',
    '-P',
    '--poll',
    '-t',
    '--tree',
    '--task-timeout',
  ],
  secretFlags: [],
  secretVariables: [],
  firstRun: ['localhost', '--list-hosts'],
};

export const ansiblePlaybook: ShimProfile = {
  command: 'ansible-playbook',
  about: 'Runs playbooks on many machines',
  bypass: BYPASS,
  tags: {...INVENTORY, playbook: [{positional: 0}], tags: [{flag: ['-t', '--tags']}]},
  valueFlags: [...VALUE_FLAGS, '-t', '--tags', '--skip-tags', '--start-at-task'],
  secretFlags: [],
  secretVariables: [],
};
