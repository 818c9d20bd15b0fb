#define _GNU_SOURCE
#include "echo_evidence.h"

#include <string.h>

bool
echo_evidence_is_hidden(const struct termios *modes)
{
	return (modes->c_lflag & ICANON) != 0 && (modes->c_lflag & ECHO) == 0;
}

bool
echo_evidence_is_drawn(const struct termios *modes)
{
	return (modes->c_lflag & ICANON) == 0;
}

void
echo_evidence_begin(struct echo_evidence *evidence)
{
	evidence->length = 0;
}

void
echo_evidence_add(struct echo_evidence *evidence, const void *bytes, size_t length)
{
	size_t room = sizeof evidence->bytes - evidence->length;
	length = length < room ? length : room;
	memcpy(evidence->bytes + evidence->length, bytes, length);
	evidence->length += length;
}

static bool
is_printable(char key)
{
	return (unsigned char)key >= 0x20 && key != 0x7f;
}

static bool
is_end_of_line(const char *bytes, size_t length)
{
	return length > 0 && (bytes[0] == '\n' || (bytes[0] == '\r' && length > 1 && bytes[1] == '\n'));
}

/*
 * Finds a stretch in the output behind *from, which moves behind it.
 *
 * is_line   the end of a line must follow
 */
static bool
find_stretch(const struct echo_evidence *evidence, size_t *from, const char *stretch, size_t length, bool is_line)
{
	for (;;) {
		const char *place = evidence->bytes + *from;
		const char *found = memmem(place, evidence->length - *from, stretch, length);
		if (found == NULL)
			return false;
		size_t end = (size_t)(found - evidence->bytes) + length;
		if (!is_line || is_end_of_line(evidence->bytes + end, evidence->length - end)) {
			*from = end;
			return true;
		}
		*from = end - length + 1;
	}
}

bool
echo_evidence_shows(const struct echo_evidence *evidence, const char *keys, size_t count, bool is_strict)
{
	size_t from = 0;
	for (size_t at = 0; at < count; at++) {
		size_t end = at;
		while (end < count && is_printable(keys[end]))
			end++;
		bool is_entered = end < count && (keys[end] == '\r' || keys[end] == '\n');
		if (end == at)
			continue;
		if ((is_strict && !is_entered) || !find_stretch(evidence, &from, keys + at, end - at, is_strict))
			return false;
		at = end;
	}
	return true;
}
