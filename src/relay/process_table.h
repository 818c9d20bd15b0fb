/* The processes of one session that live, by their ids. Fixed memory, of which only what is used is taken from the system. */
#ifndef PROCESS_TABLE_H
#define PROCESS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* More than a user may usually have at once. */
#define PROCESS_TABLE_MOST 8192
/* A power of two, twice as many: searches stay short. */
#define PROCESS_TABLE_SLOTS 16384

enum process_state {
	/* Begun, and not told of yet: it may become another program at once. */
	PROCESS_FORKED = 1,
	PROCESS_TOLD,
	/* The session's own command, before it became one. */
	PROCESS_COMMAND_FORKED,
	PROCESS_COMMAND,
	/* Told of to its end, but nobody has waited for it yet. */
	PROCESS_UNREAPED
};

struct process_entry {
	pid_t pid;
	pid_t parent;
	enum process_state state;
	/* Of the command line; 0: not known. A change of it tells a look at /proc that the process became another program. */
	uint32_t argv_hash;
	/* Clock ticks after the system's start, 0 before the first look: tells it from a later process with its id. */
	uint64_t start;
	/* CLOCK_MONOTONIC. */
	uint64_t began_us;
	/* It has ended, and how is not known yet; 0: it lives. */
	uint64_t ended_us;
	/* By which its end is noticed, see process_ends.h; -1: by looks. */
	int descriptor;
	/* As far as known: its own, or its parent's at the time. */
	uid_t uid;
	uid_t effective_uid;
};

struct process_table {
	/* Without gaps, in no order. */
	struct process_entry entries[PROCESS_TABLE_MOST];
	size_t count;
	/* By id: 1 + the entry's place, 0 for none. */
	uint16_t slots[PROCESS_TABLE_SLOTS];
};

/* Returns NULL where there is none. Holds until an entry is removed. */
struct process_entry *process_table_find(struct process_table *table, pid_t pid);

/* Adds an entry, or empties the one of that id. Returns NULL where the table is full. */
struct process_entry *process_table_add(struct process_table *table, pid_t pid);

/* The last entry takes its place. */
void process_table_remove(struct process_table *table, pid_t pid);

#endif
