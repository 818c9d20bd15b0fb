/* HELLO: everything the relay knows about a session when it starts (`Hello` in `src/protocol/messages.ts`). */
#ifndef HELLO_H
#define HELLO_H

#include <stdbool.h>
#include <sys/ioctl.h>

#include "json_writer.h"
#include "options.h"
#include "settings.h"

struct hello_facts {
	const struct options *options;
	const struct settings *settings;
	const char *session;
	/* Kinds of the standard descriptors: `tty`, `pipe`, … */
	const char *kinds[3];
	/* Paths; NULL: there is none. */
	const char *tty;
	const char *pty;
	struct winsize size;
	long long started_ms;
	bool records_input;
	/* The shell whose integration was put in; NULL without. */
	const char *integration;
	/* Where processes are seen: `connector`, `proc` or `none`. */
	const char *processes;
};

/* What a standard descriptor is: `tty`, `pipe`, `file`, `socket`, `device` or `closed`. */
const char *hello_stream_kind(int fd);

/* Writes the whole frame. A failure is in the writer. */
void hello_write(struct json_writer *json, const struct hello_facts *facts);

#endif
