/*
 * Ends of processes, at the moment they come and without a look: by process descriptors (Linux since 5.3), and with their
 * status where the kernel tells it to others than the parent (since 6.15). For sessions that are followed by looks at /proc.
 */
#ifndef PROCESS_ENDS_H
#define PROCESS_ENDS_H

#include <stdbool.h>
#include <sys/types.h>

/* Ends taken at one time. */
#define PROCESS_ENDS_BATCH 16

struct process_ends {
	/* Readable when a process has ended; -1: nothing is waited for. */
	int fd;
	unsigned count;
};

#define PROCESS_ENDS_VOID ((struct process_ends){.fd = -1})

struct process_end {
	pid_t pid;
	/* The process's descriptor. */
	int descriptor;
	/* Its parent has waited for it. */
	bool is_reaped;
};

/* Waits for one more. Returns its descriptor, or -1: there are too many, or the kernel has no such thing. */
int process_ends_add(struct process_ends *ends, pid_t pid);

/* Waits for it no longer, and closes its descriptor. */
void process_ends_remove(struct process_ends *ends, int *descriptor);

/* Takes ends that came. One that is taken comes once more, when its parent has waited for it. Returns their number. */
int process_ends_take(struct process_ends *ends, struct process_end taken[PROCESS_ENDS_BATCH]);

/* The status of one that is reaped, as waitpid(2) has it; -1: the kernel does not tell. */
int process_ends_status(int descriptor);

void process_ends_close(struct process_ends *ends);

#endif
