/* Descriptors: ours are close-on-exec and never 0, 1 or 2, which the user may have closed. */
#ifndef FD_H
#define FD_H

#include <stddef.h>
#include <sys/types.h>

/* The second argument of ioctl(2), of which C libraries have different minds. */
#ifdef __GLIBC__
typedef unsigned long ioctl_request;
#else
typedef int ioctl_request;
#endif

/*
 * Moves a descriptor of ours out of the way of the standard ones.
 *
 * fd   a descriptor, close-on-exec; -1 is passed on
 *
 * Returns the descriptor to use, or -1 with errno set and the given one closed.
 */
int fd_keep(int fd);

/* open(2) with O_CLOEXEC, then fd_keep. */
int fd_open(const char *path, int flags);

/* Closes it if it is open, and sets it to -1. */
void fd_close(int *fd);

/* Writes everything; waits where a non-blocking descriptor is full. Returns 0, or -1 with errno set. */
int fd_write_all(int fd, const void *bytes, size_t length);

/*
 * Reads a small file whole.
 *
 * text   receives it with a NUL behind
 * size   of text; a longer file is cut
 *
 * Returns its length, or -1 with errno set.
 */
ssize_t fd_read_file(const char *path, char *text, size_t size);

/* Closes everything above 2 but the given descriptors. For processes that outlive the command. */
void fd_close_others(const int *kept, size_t count);

/*
 * Closes what was handed to us above 2: everything that is not close-on-exec. The command has it now, and who waits for its
 * last holder, as `flock` and the reader of a pipe do, must not wait for us.
 */
void fd_close_inherited(void);

/* Descriptors 0, 1 and 2 become /dev/null, so that nobody's pipe stays open on our account. */
void fd_leave_standard(void);

#endif
