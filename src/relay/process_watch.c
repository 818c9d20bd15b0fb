#define _GNU_SOURCE
#include "process_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "process_look.h"
#include "process_report.h"
#include "time_slice.h"

/*
 * A command that takes no longer than this runs undisturbed (as in agent_client.c): its processes are told of at its end, and
 * what of them lives as long as 5 ms is still found alive.
 */
#define UNDISTURBED_MS 3

/* A process that has become no other program after so long is told of as what it is: a copy of its parent. */
#define TELL_FORK_MS 250

/* More of one session are counted, not told: a loop that nobody stops would fill the store. */
#define MAX_TOLD 200000U

/*
 * On a machine where others start processes as well, their events wake us. So many times in so many milliseconds at most: a
 * process that lives 5 ms is still found alive. And once nothing of ours has happened for a while, the bell wakes us instead.
 */
#define MAX_FOREIGN_LOOKS 8U
#define FOREIGN_WINDOW_MS 8
#define BELL_AFTER_MS 100

/* Taken at one time; what comes meanwhile is for the next round of the loop. */
#define MAX_BATCHES 64

static bool
is_over(const struct process_watch *watch)
{
	return watch->source == PROCESS_SOURCE_NONE || recording_is_over(watch->recording);
}

/* What is told. */

static void
tell(struct process_watch *watch, const struct process_start *start, const struct process_reading *reading)
{
	if (watch->told >= MAX_TOLD) {
		watch->losses.beyond_limit++;
		return;
	}
	watch->told++;
	if (reading != NULL && reading->argv_bytes == 0 && !reading->is_argv_cut)
		watch->losses.unread++;
	if (!process_report_start(watch->recording, start, reading))
		watch->losses.untold++;
}

/* Who it runs as: what was read, else as whom its parent ran. */
static void
note_owner(struct process_entry *entry, const struct process_reading *reading)
{
	if (reading->name[0] == '\0')
		return;
	entry->uid = reading->uid;
	entry->effective_uid = reading->effective_uid;
}

static struct process_start
start_of(const struct process_entry *entry, uint64_t at_us)
{
	return (struct process_start){
		.pid = entry->pid,
		.parent = entry->parent,
		.uid = entry->uid,
		.effective_uid = entry->effective_uid,
		.at_us = at_us,
	};
}

static void
tell_program(struct process_watch *watch, struct process_entry *entry, uint64_t at_us)
{
	process_read(&watch->reading, entry->pid);
	note_owner(entry, &watch->reading);
	entry->argv_hash = process_reading_hash(&watch->reading);
	struct process_start start = start_of(entry, at_us);
	tell(watch, &start, &watch->reading);
}

static void
tell_command(struct process_watch *watch, struct process_entry *entry, uint64_t at_us)
{
	process_read_owner(&watch->reading, entry->pid);
	note_owner(entry, &watch->reading);
	entry->argv_hash = 0;
	if (watch->source == PROCESS_SOURCE_PROC) {
		process_read_argv(&watch->reading, entry->pid);
		entry->argv_hash = process_reading_hash(&watch->reading);
	}
	struct process_start start = start_of(entry, at_us);
	start.is_command = true;
	tell(watch, &start, NULL);
}

static void
tell_fork(struct process_watch *watch, struct process_entry *entry)
{
	struct process_reading *reading = &watch->reading;
	watch->untold_forks--;
	entry->state = PROCESS_TOLD;
	process_read(reading, entry->pid);
	note_owner(entry, reading);
	bool is_read = reading->argv_bytes > 0;
	if (!is_read)
		process_read_argv(reading, entry->parent);
	uint32_t before = entry->argv_hash;
	entry->argv_hash = process_reading_hash(reading);
	struct process_start start = start_of(entry, entry->began_us);
	/* Who only looks learns by the command line that it has become another program meanwhile. */
	bool is_other = watch->source == PROCESS_SOURCE_PROC && is_read && before != 0 && before != entry->argv_hash;
	start.is_forked = !is_other;
	tell(watch, &start, reading);
}

/* What happens. */

static struct process_entry *
add(struct process_watch *watch, pid_t pid, pid_t parent, uint64_t at_us)
{
	struct process_entry *entry = process_table_add(&watch->table, pid);
	if (entry == NULL) {
		watch->losses.beyond_limit++;
		return NULL;
	}
	entry->parent = parent;
	entry->began_us = at_us;
	return entry;
}

static void
add_command(struct process_watch *watch, pid_t pid, uint64_t at_us)
{
	struct process_entry *entry = add(watch, pid, watch->anchor != 0 ? watch->anchor : getpid(), at_us);
	if (entry == NULL)
		return;
	entry->state = PROCESS_COMMAND_FORKED;
	entry->uid = getuid();
	entry->effective_uid = geteuid();
	if (watch->source == PROCESS_SOURCE_CONNECTOR)
		return;
	/* Until it has become the command, its command line is ours. */
	process_read_argv(&watch->reading, getpid());
	entry->argv_hash = process_reading_hash(&watch->reading);
	watch->pause_ms = UNDISTURBED_MS;
	watch->look_at = clock_ms() + UNDISTURBED_MS;
}

void
process_watch_begin(struct process_watch *watch, struct process_entry *parent, pid_t pid, uint64_t at_us)
{
	/* It does something, so it is more than a step on the way to another program; and it stands above what it starts. */
	if (parent->state == PROCESS_FORKED)
		tell_fork(watch, parent);
	struct process_entry *entry = add(watch, pid, parent->pid, at_us);
	if (entry == NULL)
		return;
	entry->state = PROCESS_FORKED;
	entry->argv_hash = parent->argv_hash;
	entry->uid = parent->uid;
	entry->effective_uid = parent->effective_uid;
	if (watch->untold_forks++ == 0)
		watch->tell_at = clock_ms() + TELL_FORK_MS;
}

void
process_watch_become(struct process_watch *watch, struct process_entry *entry, uint64_t at_us)
{
	if (entry->state == PROCESS_COMMAND_FORKED) {
		entry->state = PROCESS_COMMAND;
		tell_command(watch, entry, at_us);
		return;
	}
	bool is_first = entry->state == PROCESS_FORKED;
	if (is_first)
		watch->untold_forks--;
	entry->state = PROCESS_TOLD;
	tell_program(watch, entry, is_first ? entry->began_us : at_us);
}

bool
process_watch_end_unreaped(struct process_watch *watch, struct process_entry *entry, uint64_t at_us, int status)
{
	bool is_new = entry->state != PROCESS_UNREAPED;
	if (entry->state == PROCESS_FORKED)
		tell_fork(watch, entry);
	if (entry->state == PROCESS_TOLD && !process_report_end(watch->recording, entry->pid, at_us, status))
		watch->losses.untold++;
	entry->state = PROCESS_UNREAPED;
	return is_new;
}

void
process_watch_end(struct process_watch *watch, struct process_entry *entry, uint64_t at_us, int status)
{
	process_watch_end_unreaped(watch, entry, at_us, status);
	process_ends_remove(&watch->ends, &entry->descriptor);
	process_table_remove(&watch->table, entry->pid);
}

static void
tell_forks(struct process_watch *watch, uint64_t before_us)
{
	struct process_table *table = &watch->table;
	for (size_t i = 0; i < table->count && watch->untold_forks > 0; i++)
		if (table->entries[i].state == PROCESS_FORKED && table->entries[i].began_us <= before_us)
			tell_fork(watch, &table->entries[i]);
	watch->tell_at = clock_ms() + TELL_FORK_MS;
}

/* The connector. */

/* Returns whether it is one of ours. */
static bool
handle_event(struct process_watch *watch, const struct proc_event *event)
{
	struct process_table *table = &watch->table;
	if (event->kind == PROC_EVENT_FORK) {
		struct process_entry *parent = process_table_find(table, event->parent);
		if (parent != NULL)
			process_watch_begin(watch, parent, event->pid, event->at_us);
		else if (event->parent == watch->anchor && watch->anchor != 0)
			process_watch_command(watch, event->pid);
		else
			return false;
		return true;
	}
	if (event->kind != PROC_EVENT_EXEC && event->kind != PROC_EVENT_EXIT)
		return false;
	struct process_entry *entry = process_table_find(table, event->pid);
	if (entry == NULL)
		return false;
	if (event->kind == PROC_EVENT_EXEC)
		process_watch_become(watch, entry, event->at_us);
	else
		process_watch_end(watch, entry, event->at_us, event->value);
	return true;
}

/* What the kernel could not tell is looked up: which of ours are gone, and which are new. */
static void
recover(struct process_watch *watch)
{
	watch->losses.overflows++;
	process_look(watch);
}

/* Returns how many events were ours, and counts the others. */
static size_t
take_events(struct process_watch *watch, size_t *foreign)
{
	struct proc_event events[PROC_CONNECTOR_BATCH];
	size_t own = 0;
	int got = PROC_CONNECTOR_BATCH;
	for (int batch = 0; batch < MAX_BATCHES && got != 0; batch++) {
		got = proc_connector_receive(&watch->connector, events);
		if (got < 0)
			recover(watch);
		for (int i = 0; i < got; i++)
			own += handle_event(watch, &events[i]);
		if (got > 0)
			*foreign += (size_t)got;
		if (got > 0 && got < PROC_CONNECTOR_BATCH)
			break;
	}
	*foreign -= own;
	return own;
}

static void
open_bell(struct process_watch *watch)
{
	pid_t pids[PROC_CONNECTOR_BELL_MOST];
	size_t count = 0;
	/* Before there is a command there is nobody to hang it on. */
	if (watch->table.count == 0 || watch->table.count > PROC_CONNECTOR_BELL_MOST)
		return;
	for (; count < watch->table.count; count++)
		pids[count] = watch->table.entries[count].pid;
	watch->bell = proc_connector_open_bell(&watch->connector, pids, count);
}

static void
rest_if_flooded(struct process_watch *watch, int64_t now)
{
	if (now - watch->window_at >= FOREIGN_WINDOW_MS) {
		watch->window_at = now;
		watch->foreign_looks = 0;
	}
	if (++watch->foreign_looks >= MAX_FOREIGN_LOOKS)
		watch->rest_until = watch->window_at + FOREIGN_WINDOW_MS;
}

static void
tune(struct process_watch *watch)
{
	watch->is_tuned = true;
	if (watch->source == PROCESS_SOURCE_CONNECTOR)
		proc_connector_tune(&watch->connector);
	/* On a busy machine most short processes would be gone before we have read what they are. */
	time_slice_shorten();
}

static void
work_on_events(struct process_watch *watch, int64_t now)
{
	size_t foreign = 0;
	if (watch->bell >= 0)
		proc_connector_hush_bell(watch->bell);
	if (take_events(watch, &foreign) > 0) {
		watch->own_at = now;
		fd_close(&watch->bell);
	} else if (foreign > 0 && watch->bell < 0 && now - watch->own_at > BELL_AFTER_MS) {
		open_bell(watch);
		/* What came before the bell hung did not ring it. */
		if (take_events(watch, &foreign) > 0)
			fd_close(&watch->bell);
	} else if (foreign > 0 && watch->bell < 0) {
		rest_if_flooded(watch, now);
	}
}

/* The owner's side. */

void
process_watch_open(struct process_watch *watch, enum process_wish wish, struct recording *recording)
{
	watch->recording = recording;
	watch->connector = PROC_CONNECTOR_VOID;
	watch->ends = PROCESS_ENDS_VOID;
	watch->bell = -1;
	watch->source = PROCESS_SOURCE_NONE;
	if (wish == PROCESS_WISH_NONE)
		return;
	if (wish == PROCESS_WISH_AUTO && proc_connector_open(&watch->connector))
		watch->source = PROCESS_SOURCE_CONNECTOR;
	else if (access("/proc/self/stat", R_OK) == 0)
		watch->source = PROCESS_SOURCE_PROC;
	if (watch->source == PROCESS_SOURCE_PROC)
		watch->has_children_files = access("/proc/thread-self/children", R_OK) == 0;
}

const char *
process_watch_source_name(const struct process_watch *watch)
{
	static const char *const NAMES[] = {"none", "connector", "proc"};
	return NAMES[watch->source];
}

void
process_watch_expect(struct process_watch *watch, pid_t anchor)
{
	watch->anchor = anchor;
	watch->own_at = clock_ms();
	watch->rest_until = watch->own_at + UNDISTURBED_MS;
}

void
process_watch_command(struct process_watch *watch, pid_t command)
{
	if (!is_over(watch) && command > 0 && process_table_find(&watch->table, command) == NULL)
		add_command(watch, command, clock_us());
}

static void
stop(struct process_watch *watch)
{
	proc_connector_close(&watch->connector);
	process_ends_close(&watch->ends);
	fd_close(&watch->bell);
	watch->source = PROCESS_SOURCE_NONE;
}

struct pollfd
process_watch_poll(const struct process_watch *watch)
{
	struct pollfd poll = {.fd = -1, .events = POLLIN};
	if (watch->source == PROCESS_SOURCE_PROC)
		poll.fd = watch->ends.fd;
	if (watch->source != PROCESS_SOURCE_CONNECTOR)
		return poll;
	if (watch->bell >= 0)
		poll.fd = watch->bell;
	else if (watch->rest_until == 0 || watch->rest_until <= clock_ms())
		poll.fd = watch->connector.fd;
	return poll;
}

static int
sooner(int timeout, int64_t at, int64_t now)
{
	int wait = at <= now ? 0 : (int)(at - now);
	return timeout < 0 || wait < timeout ? wait : timeout;
}

int
process_watch_timeout(const struct process_watch *watch, int64_t now)
{
	int timeout = -1;
	if (is_over(watch))
		return -1;
	if (watch->untold_forks > 0)
		timeout = sooner(timeout, watch->tell_at, now);
	if (watch->source == PROCESS_SOURCE_CONNECTOR && watch->bell < 0 && watch->rest_until > now)
		timeout = sooner(timeout, watch->rest_until, now);
	if (watch->source == PROCESS_SOURCE_PROC && watch->look_at != 0)
		timeout = sooner(timeout, watch->look_at, now);
	return timeout;
}

void
process_watch_work(struct process_watch *watch, short revents)
{
	if (watch->source == PROCESS_SOURCE_NONE)
		return;
	if (recording_is_over(watch->recording)) {
		stop(watch);
		return;
	}
	int64_t now = clock_ms();
	bool is_rested = watch->rest_until != 0 && watch->rest_until <= now;
	if (is_rested)
		watch->rest_until = 0;
	bool is_due = is_rested || revents != 0 || (watch->look_at != 0 && watch->look_at <= now);
	if (is_due && !watch->is_tuned)
		tune(watch);
	if (watch->source == PROCESS_SOURCE_CONNECTOR && (revents != 0 || (is_rested && watch->bell < 0)))
		work_on_events(watch, now);
	if (watch->source == PROCESS_SOURCE_PROC && revents != 0)
		process_look_at_ends(watch);
	if (watch->source == PROCESS_SOURCE_PROC && watch->look_at != 0 && watch->look_at <= now)
		process_look_and_plan(watch);
	if (watch->untold_forks > 0 && watch->tell_at <= now)
		tell_forks(watch, clock_us() - TELL_FORK_MS * 500U);
}

void
process_watch_stir(struct process_watch *watch)
{
	if (watch->source == PROCESS_SOURCE_PROC)
		process_look_soon(watch);
}

static void
tell_losses(struct process_watch *watch)
{
	const struct process_losses *losses = &watch->losses;
	char text[512] = "";
	size_t length = 0;
	const struct {
		unsigned count;
		const char *what;
	} counts[] = {
		{losses->unread, "processes were gone before their command line could be read"},
		{losses->overflows, "times the kernel reported more than could be taken"},
		{losses->untold, "starts and ends found no room while the agent was away"},
		{losses->beyond_limit, "processes were beyond what is kept of one session"},
	};
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		if (counts[i].count > 0)
			length += (size_t)snprintf(
				text + length, sizeof text - length, "%s%u %s", length > 0 ? "; " : "", counts[i].count, counts[i].what);
	if (length > 0)
		process_report_losses(watch->recording, text);
}

void
process_watch_finish(struct process_watch *watch)
{
	size_t foreign = 0;
	if (!is_over(watch)) {
		if (watch->source == PROCESS_SOURCE_CONNECTOR)
			take_events(watch, &foreign);
		else
			process_look(watch);
		tell_forks(watch, UINT64_MAX);
		tell_losses(watch);
	}
	stop(watch);
}
