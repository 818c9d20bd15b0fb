/*
 * Which sessions run on which PTY: `run/sessions/pts-5.json`, there while the host holds the PTY; the same files as those
 * of `src/host/session-file.ts`. By it a host sees that its terminal is recorded already. A file left behind by a killed
 * host proves nothing: its process is gone.
 */
#ifndef SESSION_FILE_H
#define SESSION_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct session_file {
	/* Empty: none was written. */
	char path[PATH_MAX];
};

/* Without it a nested command is recorded twice, no more: failures are passed over. */
void session_file_write(struct session_file *file, const char *root, const char *session, dev_t dev, dev_t rdev);
/* Before the PTY is closed, since the next terminal gets its number. Does nothing the second time. */
void session_file_remove(struct session_file *file);

/*
 * Whether a session that is still running records this terminal.
 *
 * dev    file system of the terminal; 0 where only the device number is known
 */
bool session_file_is_recorded(const char *root, dev_t dev, dev_t rdev);

#endif
