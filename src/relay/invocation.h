/* One run of the relay: what is to be run, what was found about it, and what there is for its recording. */
#ifndef INVOCATION_H
#define INVOCATION_H

#include <limits.h>
#include <stdbool.h>

#include "command.h"
#include "options.h"
#include "process_watch.h"
#include "pty.h"
#include "recording.h"
#include "settings.h"
#include "signal_set.h"
#include "stream_capture.h"
#include "terminal_places.h"
#include "tty_user.h"
#include "uuid.h"
#include "verdict_gate.h"

struct invocation {
	struct options options;
	struct settings settings;
	struct signal_state signals;
	struct command command;
	struct tty_user tty;
	struct terminal_places places;
	struct pty pty;
	struct recording recording;
	struct stream_capture capture;
	bool records_input;
	/* The shell whose integration was put in; NULL without. */
	const char *integration;
	struct process_watch processes;
	/* What the policy said of it; records and reports_processes hold without one, too. */
	struct passage passage;
	char root[PATH_MAX];
	/* Of the program that `ddcoterm` records. */
	char program[PATH_MAX];
	char session[UUID_CHARS + 1];
	const char *kinds[3];
	bool has_terminal;
	bool is_terminal_foreign;
};

/* The folder of ddcoterm. Returns whether there is one. */
bool invocation_find_home(char root[PATH_MAX]);

/* To the user, on standard error. */
void invocation_say(const char *text);

/* The command runs in our place: nothing of it is recorded. Returns the status of one that cannot be started. */
int invocation_run_unrecorded(const struct invocation *invocation);

/*
 * The command is not started: it must be recorded, and cannot be. Tells the user.
 *
 * Returns the status to end with.
 */
int invocation_block(const struct invocation *invocation, const char *why);

#endif
