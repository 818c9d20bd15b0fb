import {ARGPARSE_HELP} from './bypass.ts';
import type {ShimProfile} from './profile.ts';

const configuration = (section: string, key: string) => [
  {ini: '.config/gcloud/configurations/config_{configuration}', section, key},
];

export const gcloud: ShimProfile = {
  command: 'gcloud',
  about: "Google Cloud's command line",
  bypass: [ARGPARSE_HELP, {why: 'help and version', first: ['help', 'version', '--version', '-v', 'cheat-sheet']}],
  tags: {
    configuration: [
      {flag: ['--configuration']},
      {variable: 'CLOUDSDK_ACTIVE_CONFIG_NAME'},
      {file: '~/.config/gcloud/active_config'},
      {constant: 'default'},
    ],
    project: [{flag: ['--project']}, {variable: 'CLOUDSDK_CORE_PROJECT'}, ...configuration('core', 'project')],
    account: [{flag: ['--account']}, ...configuration('core', 'account')],
    region: [{flag: ['--region']}, ...configuration('compute', 'region')],
    zone: [{flag: ['--zone']}, ...configuration('compute', 'zone')],
    group: [{positional: 0, match: '^((?!alpha$|beta$).+)'}, {positional: 1}],
  },
  valueFlags: [
    '--access-token-file',
    '--account',
    '--billing-project',
    '--configuration',
    '--filter',
    '--flags-file',
    '--flatten',
    '--format',
    '--impersonate-service-account',
    '--limit',
    '--page-size',
    '--project',
    '--region',
    '--sort-by',
    '--trace-token',
    '--verbosity',
    '--zone',
  ],
  secretFlags: [
    {flag: '--password', form: 'separate'},
    {flag: '--root-password', form: 'separate'},
    {flag: '--token', form: 'separate'},
    {flag: '--trace-token', form: 'separate'},
  ],
  secretVariables: ['CLOUDSDK_AUTH_ACCESS_TOKEN'],
  firstRun: ['config', 'list'],
};
