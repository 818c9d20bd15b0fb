#define _GNU_SOURCE
#include "agent_start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "signal_set.h"

/* An agent that is not there so long after its start is not waited for. As CLAIM_MS in src/host/start-claim.ts. */
#define CLAIM_MS 2500

static bool
is_fresh(const char *path)
{
	struct stat claim;
	struct timespec now;
	if (lstat(path, &claim) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return false;
	int64_t age_ms = ((int64_t)now.tv_sec - claim.st_mtim.tv_sec) * 1000 + (now.tv_nsec - claim.st_mtim.tv_nsec) / 1000000;
	return age_ms > -CLAIM_MS && age_ms < CLAIM_MS; /* the clock may have been put back */
}

static int
create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* The file beside the socket that says that an agent starts; the agent takes it away. Where none can be made, nobody is kept off. */
static bool
claim_start(const char *socket)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof path, "%s.starting", socket);
	if (length < 0 || (size_t)length >= sizeof path || create(path) != EEXIST)
		return true;
	if (is_fresh(path))
		return false;
	unlink(path);
	return create(path) != EEXIST;
}

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
agent_start(const char *socket, const char *node, const char *agent)
{
	int status;
	if (!claim_start(socket))
		return 1;
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
