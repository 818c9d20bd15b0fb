/* HELLO: everything the relay knows about a session when it starts (`Hello` in `src/protocol/messages.ts`). */
#ifndef HELLO_H
#define HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include "json_writer.h"
#include "options.h"
#include "settings.h"

/* Questions of one conversation. */
#define HELLO_MAX_ANSWERS 64

struct hello_facts {
	/* FRAME_HELLO, or FRAME_ASK. */
	unsigned char frame_type;
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
	/* What was decided before the start, as the agent said it; NULL: nothing. */
	const char *verdicts;
	/* Given before, in the order of the questions. */
	const char *answers[HELLO_MAX_ANSWERS];
	size_t answer_count;
};

/* What a standard descriptor is: `tty`, `pipe`, `file`, `socket`, `device` or `closed`. */
const char *hello_stream_kind(int fd);

/* Writes the whole frame. A failure is in the writer. */
void hello_write(struct json_writer *json, const struct hello_facts *facts);

#endif
