/* Frames that tell of processes: EXEC and EXIT (`ProcessStarted` and `ProcessEnded` in `src/protocol/messages.ts`). */
#ifndef PROCESS_REPORT_H
#define PROCESS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "process_read.h"
#include "recording.h"

struct process_start {
	pid_t pid;
	pid_t parent;
	uid_t uid;
	uid_t effective_uid;
	/* CLOCK_MONOTONIC. */
	uint64_t at_us;
	/* It is the session's own command, of which HELLO told the rest. */
	bool is_command;
	/* It runs its parent's program. */
	bool is_forked;
};

/*
 * reading   its command line, executable, cwd and name; NULL for the command
 *
 * Returns false, with nothing told, where half of the queue is full: the rest is for the command's output.
 */
bool process_report_start(
	struct recording *recording, const struct process_start *start, const struct process_reading *reading);

/* status   as waitpid(2) has it; -1: not known. Returns as above. */
bool process_report_end(struct recording *recording, pid_t pid, uint64_t at_us, int status);

/* What was missed, in words for the user. */
void process_report_losses(struct recording *recording, const char *detail);

#endif
