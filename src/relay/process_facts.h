/* What /proc tells about processes. */
#ifndef PROCESS_FACTS_H
#define PROCESS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process_facts {
	pid_t parent;
	pid_t group;
	/* Device number of the controlling terminal, 0 without one. */
	dev_t terminal;
	/* Clock ticks after the system's start: tells a process from a later one with the same id. */
	char start[24];
};

/* pid   0: this process. Returns whether there is such a process. */
bool process_facts_read(struct process_facts *facts, pid_t pid);

/* Its short name, without a line-break. Returns whether there is such a process. */
bool process_name_read(pid_t pid, char *name, size_t size);

#endif
