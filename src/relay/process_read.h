/* What /proc tells about one process, as far as it may be read and the process is still there. */
#ifndef PROCESS_READ_H
#define PROCESS_READ_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* So much of a command line is told; whole words only. */
#define PROCESS_ARGV_BYTES ((size_t)32 * 1024)

/* As the kernel keeps it, with a NUL. */
#define PROCESS_NAME_BYTES 16

struct process_reading {
	/* Words, each with a NUL behind. None: the process is gone, or a zombie. */
	char argv[PROCESS_ARGV_BYTES + 1];
	size_t argv_bytes;
	/* There are more words. */
	bool is_argv_cut;
	/* Empty where it may not be read. */
	char executable[PATH_MAX];
	char cwd[PATH_MAX];
	/* Empty where the process is gone. */
	char name[PROCESS_NAME_BYTES];
	/* Of meaning only where there is a name. */
	uid_t uid;
	uid_t effective_uid;
};

/* Reads it all; the command line first, which goes first when the process ends. */
void process_read(struct process_reading *reading, pid_t pid);

/* Name and users alone. */
void process_read_owner(struct process_reading *reading, pid_t pid);

/* The command line alone: that of the process it was forked from. */
void process_read_argv(struct process_reading *reading, pid_t pid);

/* A number for the command line, by which a change of it is seen. */
uint32_t process_reading_hash(const struct process_reading *reading);

#endif
