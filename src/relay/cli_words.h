/*
 * The command line of `ddcoterm` itself, as far as it asks for a recording: `[record] [OPTIONS] [-- COMMAND ARGS…]`, as
 * `src/cli/record-command.ts` has it. Everything else, mistakes too, is for the command line in Node.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>

#include "options.h"

/*
 * words   without argv[0], NULL at the end; blanks around a tag are cut off in them
 *
 * Returns whether it is a recording. Then the options are set, and argv has the words of the command; none: a shell is
 * wanted. Its first word is as typed, and not yet looked for.
 */
bool cli_words_parse(struct options *options, char **words);

#endif
