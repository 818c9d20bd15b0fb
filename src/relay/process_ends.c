#define _GNU_SOURCE
#include "process_ends.h"

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"

/* More are left to the looks: a process may have some 1,000 descriptors. */
#define MOST 256U

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* struct pidfd_info as it was first, see `linux/pidfd.h`. */
struct information {
	uint64_t mask;
	uint64_t cgroup;
	uint32_t ids[11];
	int32_t exit_code;
};

#define GET_INFORMATION _IOWR(0xFF, 11, struct information)
#define WITH_EXIT_CODE (1U << 3)

static uint64_t
name_of(pid_t pid, int descriptor)
{
	return (uint64_t)(uint32_t)pid << 32 | (uint32_t)descriptor;
}

int
process_ends_add(struct process_ends *ends, pid_t pid)
{
	if (ends->fd < 0)
		ends->fd = fd_keep(epoll_create1(EPOLL_CLOEXEC));
	if (ends->fd < 0 || ends->count >= MOST)
		return -1;
	int descriptor = fd_keep((int)syscall(SYS_pidfd_open, pid, 0)); /* close-on-exec as it is */
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = name_of(pid, descriptor)};
	if (descriptor >= 0 && epoll_ctl(ends->fd, EPOLL_CTL_ADD, descriptor, &event) != 0)
		fd_close(&descriptor);
	if (descriptor >= 0)
		ends->count++;
	return descriptor;
}

void
process_ends_remove(struct process_ends *ends, int *descriptor)
{
	if (*descriptor < 0)
		return;
	fd_close(descriptor);
	ends->count--;
}

int
process_ends_take(struct process_ends *ends, struct process_end taken[PROCESS_ENDS_BATCH])
{
	struct epoll_event events[PROCESS_ENDS_BATCH];
	int count = epoll_wait(ends->fd, events, PROCESS_ENDS_BATCH, 0);
	for (int i = 0; i < count; i++) {
		uint64_t name = events[i].data.u64;
		struct process_end end = {
			.pid = (pid_t)(name >> 32), .descriptor = (int)(uint32_t)name, .is_reaped = (events[i].events & EPOLLHUP) != 0};
		struct epoll_event rest = {.events = 0, .data.u64 = name};
		/* That it has ended is known now; that it is reaped comes by itself. */
		epoll_ctl(ends->fd, EPOLL_CTL_MOD, end.descriptor, &rest);
		taken[i] = end;
	}
	return count > 0 ? count : 0;
}

int
process_ends_status(int descriptor)
{
	struct information information = {.mask = WITH_EXIT_CODE};
	if (ioctl(descriptor, (ioctl_request)GET_INFORMATION, &information) != 0 || (information.mask & WITH_EXIT_CODE) == 0)
		return -1;
	return information.exit_code & 0xffff;
}

void
process_ends_close(struct process_ends *ends)
{
	fd_close(&ends->fd);
}
