/*
 * Starts bash, zsh or fish with ddcoterm's marks (OSC 133 and 633) for one session: words and variables that lead the
 * shell to our scripts, which then run the user's own startup files. The same as `src/host/shell-integration.ts`.
 */
#ifndef SHELL_INTEGRATION_H
#define SHELL_INTEGRATION_H

#include "command.h"

/*
 * Changes the words and the environment of a command that is an interactive shell.
 *
 * folder   where the scripts lie; NULL: there are none
 *
 * Returns `bash`, `zsh` or `fish`; NULL, with the command as it was, for what we had better not touch.
 */
const char *shell_integration_apply(struct command *command, const char *folder);

#endif
