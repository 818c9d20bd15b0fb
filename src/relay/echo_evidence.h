/*
 * Whether a terminal has echoed keys, as the output that followed them tells. Pure.
 *
 * A password is what a terminal takes while it reads a line without echo. Modes say so only for the moment in which one
 * looks; a program may switch echo off between the look and the arrival of a key. The echo itself is made at the arrival.
 */
#ifndef ECHO_EVIDENCE_H
#define ECHO_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* More than a terminal keeps of output that nobody has read. */
#define ECHO_EVIDENCE_BYTES ((size_t)128 * 1024)

struct echo_evidence {
	size_t length;
	char bytes[ECHO_EVIDENCE_BYTES];
};

/* A line is read, and not shown. */
bool echo_evidence_is_hidden(const struct termios *modes);

/* Keys are taken one by one, and who takes them draws them: an editor, a shell at its prompt. */
bool echo_evidence_is_drawn(const struct termios *modes);

void echo_evidence_begin(struct echo_evidence *evidence);
void echo_evidence_add(struct echo_evidence *evidence, const void *bytes, size_t length);

/*
 * Whether each stretch of printable characters among the keys stands in the output, in their order. Keys without such a
 * stretch hold no secret.
 *
 * is_strict   Echo is off by now: a key or two could stand in the prompt for the password as well. Then only lines count
 *             that were entered, and echoed whole with their end.
 */
bool echo_evidence_shows(const struct echo_evidence *evidence, const char *keys, size_t count, bool is_strict);

#endif
