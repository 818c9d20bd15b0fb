#define _GNU_SOURCE
#include "ending.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signal_set.h"

struct ending
ending_of_status(int status)
{
	if (WIFSIGNALED(status))
		return (struct ending){true, WTERMSIG(status)};
	return (struct ending){false, WEXITSTATUS(status)};
}

struct ending
ending_of_start_failure(int error)
{
	return (struct ending){false, error == ENOENT || error == ENOTDIR ? 127 : 126};
}

void
ending_leave_as(struct ending ending)
{
	if (!ending.by_signal)
		_exit(ending.value);
	/* A core file of ours would be of no use, and would lie over the command's. */
	struct rlimit core;
	if (getrlimit(RLIMIT_CORE, &core) == 0) {
		core.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &core);
	}
	signal_set_take_default(ending.value, false);
	_exit(128 + ending.value);
}
