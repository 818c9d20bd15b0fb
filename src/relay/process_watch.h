/*
 * The processes that the session's command starts, at any depth, and how they end: told to the agent as they come. From the
 * kernel's proc connector where it can be had, else by looking at /proc. Stands beside the command and never in its way: no
 * tracing, nothing that would take sudo its rights.
 *
 * A process belongs to the session by who started it, so that daemons stay in sight when their parent is gone.
 */
#ifndef PROCESS_WATCH_H
#define PROCESS_WATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc_connector.h"
#include "process_ends.h"
#include "process_read.h"
#include "process_table.h"
#include "recording.h"
#include "settings.h"

enum process_source { PROCESS_SOURCE_NONE, PROCESS_SOURCE_CONNECTOR, PROCESS_SOURCE_PROC };

/* Counts of what should have been told and was not, or not wholly. */
struct process_losses {
	/* Command lines of processes that were gone too soon. */
	unsigned unread;
	/* Times the kernel's queue was full. */
	unsigned overflows;
	/* Starts and ends that found no room in the queue to the agent. */
	unsigned untold;
	/* Processes beyond what one session may have at once, or in all. */
	unsigned beyond_limit;
};

struct process_watch {
	enum process_source source;
	struct recording *recording;
	/* Whose child the command is: the monitor. */
	pid_t anchor;
	struct process_table table;
	struct process_reading reading;
	struct process_losses losses;
	unsigned told;
	/* Processes that have begun and are not told of yet, and when that is due. */
	size_t untold_forks;
	int64_t tell_at;

	struct proc_connector connector;
	bool is_tuned;
	/* -1: it is not needed. */
	int bell;
	/* When something of ours happened last. All moments are milliseconds of the monotonic clock. */
	int64_t own_at;
	/* Looks since then that brought others' events only. */
	int64_t window_at;
	unsigned foreign_looks;
	/* The connector is left alone until then; 0: it is not. */
	int64_t rest_until;

	/* Of the looks at /proc; look_at is 0 while none is due. */
	bool has_children_files;
	struct process_ends ends;
	int64_t look_at;
	int pause_ms;
};

/* Takes the best source there is. Before the command starts, so that nothing of it is missed. */
void process_watch_open(struct process_watch *watch, enum process_wish wish, struct recording *recording);

/* As HELLO names it. */
const char *process_watch_source_name(const struct process_watch *watch);

/* The command will be a child of this process, which itself is not told of; or has been started as the other. */
void process_watch_expect(struct process_watch *watch, pid_t anchor);
void process_watch_command(struct process_watch *watch, pid_t command);

/* For the loop, see agent_client. Descriptor -1: there is nothing to wait for. */
struct pollfd process_watch_poll(const struct process_watch *watch);
int process_watch_timeout(const struct process_watch *watch, int64_t now);
void process_watch_work(struct process_watch *watch, short revents);

/* Something was typed or written: processes may begin or end now. */
void process_watch_stir(struct process_watch *watch);

/* The command has ended: tells what is still to be told, and stops. */
void process_watch_finish(struct process_watch *watch);

/* For the sources. Times are of CLOCK_MONOTONIC. */

/* A process began, as a copy of its parent. */
void process_watch_begin(struct process_watch *watch, struct process_entry *parent, pid_t pid, uint64_t at_us);

/* It became another program. */
void process_watch_become(struct process_watch *watch, struct process_entry *entry, uint64_t at_us);

/* It ended, with a status as waitpid(2) has it, or -1: not known. The last entry of the table takes its place. */
void process_watch_end(struct process_watch *watch, struct process_entry *entry, uint64_t at_us, int status);

/* The same, but its id is still taken. Returns whether that was new. */
bool process_watch_end_unreaped(struct process_watch *watch, struct process_entry *entry, uint64_t at_us, int status);

#endif
