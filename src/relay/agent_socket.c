#define _GNU_SOURCE
#include "agent_socket.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fd.h"

/* Write permission of group and others. */
#define FOREIGN_WRITE_BITS 022

/* Returns 0 where it is the user's own, -1 where it is missing, or AGENT_SOCKET_FOREIGN. */
static int
check_place(const struct sockaddr_un *address)
{
	char folder[sizeof address->sun_path];
	struct stat place;
	memcpy(folder, address->sun_path, sizeof folder);
	char *slash = strrchr(folder, '/');
	if (slash == NULL)
		return AGENT_SOCKET_FOREIGN;
	*slash = '\0';
	if (lstat(address->sun_path, &place) != 0)
		return -1;
	if (place.st_uid != geteuid() || !S_ISSOCK(place.st_mode))
		return AGENT_SOCKET_FOREIGN;
	if (lstat(folder, &place) != 0)
		return -1;
	if (place.st_uid != geteuid() || !S_ISDIR(place.st_mode) || (place.st_mode & FOREIGN_WRITE_BITS) != 0)
		return AGENT_SOCKET_FOREIGN;
	return 0;
}

static bool
is_own_process(int fd)
{
	struct ucred peer;
	socklen_t length = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid();
}

int
agent_socket_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(path);
	if (length >= sizeof address.sun_path)
		return -1;
	memcpy(address.sun_path, path, length + 1);
	int checked = check_place(&address);
	if (checked != 0)
		return checked;
	int fd = fd_keep(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		close(fd);
		return -1;
	}
	if (!is_own_process(fd)) {
		close(fd);
		return AGENT_SOCKET_FOREIGN;
	}
	return fd;
}
