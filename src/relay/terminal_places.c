#define _GNU_SOURCE
#include "terminal_places.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* What a program notices of how its terminal was opened. */
#define KEPT_FLAGS (O_ACCMODE | O_NONBLOCK)

static void
add(struct terminal_places *places, int fd, int flags)
{
	places->list[places->count].fd = fd;
	places->list[places->count].flags = flags & KEPT_FLAGS;
	places->count++;
	if (fd <= 2)
		places->is_standard[fd] = true;
}

void
terminal_places_find(struct terminal_places *places, const struct tty_user *tty)
{
	*places = (struct terminal_places){0};
	for (int fd = 0; fd < TERMINAL_PLACES; fd++) {
		int flags = fcntl(fd, F_GETFD) == 0 ? fcntl(fd, F_GETFL) : -1;
		if (flags >= 0 && (flags & O_PATH) == 0 && tty_user_is(tty, fd))
			add(places, fd, flags);
	}
}

static void
put(const struct pty *pty, int fd, int flags)
{
	int opened = flags == O_RDWR ? -1 : ioctl(pty->master, TIOCGPTPEER, flags | O_NOCTTY);
	dup2(opened < 0 ? pty->slave : opened, fd); /* closes no other: it was the terminal itself */
	if (opened >= 0 && opened != fd)
		close(opened);
}

void
terminal_places_take(const struct terminal_places *places, const struct pty *pty)
{
	for (size_t i = 0; i < places->count; i++)
		put(pty, places->list[i].fd, places->list[i].flags);
}
