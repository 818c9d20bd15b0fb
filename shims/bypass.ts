/** Ways of standing aside that several commands share, because they are built with the same library. */
import type {BypassRule} from './profile.ts';

const HELP = ['--help', '-h'];

/** Go programs on spf13/cobra: their completion scripts call the program itself, always with these first words. */
export const COBRA_COMPLETION: BypassRule = {
  why: 'shell completion',
  first: ['__complete', '__completeNoDesc', 'completion'],
};

export const COBRA_HELP: BypassRule = {why: 'help', first: ['help', ...HELP]};

/**
 * cobra takes `--help` anywhere before `--`, but a plugin or `exec` may hand it on: so only behind verbs known to keep it.
 *
 * @param verbs Subcommands that run nothing of the user's.
 */
export const cobraHelpBehind = (verbs: string[]): BypassRule => ({
  why: 'help of a subcommand',
  first: verbs,
  any: HELP,
});

/** HashiCorp's CLI library looks for these anywhere before `--`. Completion comes by COMP_LINE, see COMPLETION_VARIABLES. */
export const HASHICORP_HELP: BypassRule = {why: 'help', any: ['-h', '-help', '--help']};

/** Python's argparse refuses a value that looks like an option: these words mean help wherever they stand. */
export const ARGPARSE_HELP: BypassRule = {why: 'help', any: HELP};

/** Every shim honours these: bash's `complete -C` sets COMP_LINE, and argcomplete its own. */
export const COMPLETION_VARIABLES: readonly string[] = ['COMP_LINE', '_ARGCOMPLETE'];
