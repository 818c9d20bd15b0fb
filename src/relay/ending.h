/* How a command ended, and how the relay ends the same way. */
#ifndef ENDING_H
#define ENDING_H

#include <stdbool.h>

struct ending {
	bool by_signal;
	/* Exit status, or number of the signal. */
	int value;
};

/* status: of waitpid, of a process that has ended. */
struct ending ending_of_status(int status);

/* What a shell would have answered when a command cannot be started. */
struct ending ending_of_start_failure(int error);

/* Ends this process as the command ended, so that the waiting shell sees it. */
_Noreturn void ending_leave_as(struct ending ending);

#endif
