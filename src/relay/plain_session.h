/* Runs a command without a PTY: it has our descriptors, our process group, and our place on the terminal. */
#ifndef PLAIN_SESSION_H
#define PLAIN_SESSION_H

#include <stdbool.h>

#include "command.h"
#include "ending.h"
#include "recording.h"
#include "signal_set.h"
#include "stream_capture.h"

struct plain_session {
	const struct command *command;
	const struct signal_state *signals;
	struct recording *recording;
	struct stream_capture *capture;
	/* Descriptors 0 to 2 stay open here as well, since something is to be said there at the end. */
	bool keeps_streams;
};

/* Returns false where the system gives no process, or no descriptor: nothing has begun then. */
bool plain_session_run(const struct plain_session *session, struct ending *ending);

#endif
