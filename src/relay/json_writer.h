/* Writes JSON into memory that grows, or into given memory. A failure is remembered and told once, at the end. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>

struct json_writer {
	char *text;
	size_t length;
	size_t room;
	bool failed;
	bool needs_comma;
	/* The memory is the caller's: what does not fit is a failure. */
	bool is_fixed;
};

#define JSON_WRITER_VOID ((struct json_writer){.text = NULL})

/* '{', '}', '[' or ']' */
void json_open(struct json_writer *json, char bracket);
void json_close(struct json_writer *json, char bracket);
void json_key(struct json_writer *json, const char *key);
/* NULL is written as null. Bytes that are no UTF-8 become U+FFFD each, as Node reads them. */
void json_string(struct json_writer *json, const char *text);
void json_string_of(struct json_writer *json, const char *text, size_t length);
void json_number(struct json_writer *json, long long number);
void json_bool(struct json_writer *json, bool value);

/* Adds bytes as they are: room for a frame's header. */
void json_raw(struct json_writer *json, const char *bytes, size_t length);

void json_free(struct json_writer *json);

#endif
