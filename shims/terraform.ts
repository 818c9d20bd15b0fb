import {HASHICORP_HELP} from './bypass.ts';
import type {ShimProfile} from './profile.ts';

/** Terraform and its fork OpenTofu. */
const tool = (command: string, about: string): ShimProfile => ({
  command,
  about,
  bypass: [HASHICORP_HELP, {why: 'says what it is', first: ['version', '-version', '--version', '-v']}],
  tags: {
    verb: [{positional: 0}],
    address: [{positionals: '^(?:import|taint|untaint|state (?:show|rm|mv)) (\\S+)'}],
    workspace: [
      {variable: 'TF_WORKSPACE'},
      {positionals: '^workspace (?:select|new|delete) (\\S+)'},
      {file: '.terraform/environment'},
      {constant: 'default'},
    ],
    // Written `-chdir=DIR` only.
    folder: [{flag: ['-chdir']}],
  },
  // Options of Terraform take their value behind `=`; these also from the next word.
  valueFlags: ['-var', '-var-file', '-target', '-out', '-backend-config', '-replace'],
  // `-var password=…` carries secrets and harmless values alike.
  secretFlags: [{flag: '-var', form: 'separate'}],
  secretVariables: ['TF_VAR_password', 'TF_TOKEN_app_terraform_io', 'ARM_CLIENT_SECRET', 'AWS_SECRET_ACCESS_KEY'],
  firstRun: ['workspace', 'show'],
});

export const terraform = tool('terraform', 'Infrastructure as code');
export const tofu = tool('tofu', 'Infrastructure as code, the open fork of Terraform');
