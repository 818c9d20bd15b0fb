#define _GNU_SOURCE
#include "agent_start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "signal_set.h"

static _Noreturn void
become_agent(const char *node, const char *agent)
{
	char *const words[] = {strdup(node), strdup(agent), NULL};
	signal_set_default_all();
	if (chdir("/") != 0)
		_exit(127);
	fd_leave_standard();
	fd_close_others(NULL, 0);
	execv(node, words);
	_exit(127);
}

int
agent_start(const char *node, const char *agent)
{
	int status;
	pid_t between = fork();
	if (between < 0)
		return -1;
	if (between == 0) {
		/* A grandchild, so that it is init's and nobody here has to wait for it. */
		setsid();
		if (fork() == 0)
			become_agent(node, agent);
		_exit(0);
	}
	while (waitpid(between, &status, 0) < 0 && errno == EINTR)
		;
	return 0;
}
