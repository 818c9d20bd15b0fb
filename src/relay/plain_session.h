/* Runs a command without a PTY: it has our descriptors, our process group, and our place on the terminal. */
#ifndef PLAIN_SESSION_H
#define PLAIN_SESSION_H

#include <stdbool.h>

#include "command.h"
#include "ending.h"
#include "recording.h"
#include "signal_set.h"

/*
 * keeps_streams   descriptors 0 to 2 stay open here as well, since something is to be said there at the end
 * error           receives errno where the command could not be started, else 0
 */
struct ending plain_session_run(const struct command *command, const struct signal_state *signals,
	struct recording *recording, bool keeps_streams, int *error);

#endif
