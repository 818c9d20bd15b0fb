#include "json_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char REPLACEMENT[] = "\xef\xbf\xbd";

void
json_raw(struct json_writer *json, const char *bytes, size_t length)
{
	if (json->failed)
		return;
	if (length > json->room - json->length) {
		size_t room = (json->room + length) * 2 + 2048;
		char *text = json->is_fixed ? NULL : realloc(json->text, room);
		if (text == NULL) {
			json->failed = true;
			return;
		}
		json->text = text;
		json->room = room;
	}
	memcpy(json->text + json->length, bytes, length);
	json->length += length;
}

static void
begin_value(struct json_writer *json)
{
	if (json->needs_comma)
		json_raw(json, ",", 1);
	json->needs_comma = true;
}

void
json_open(struct json_writer *json, char bracket)
{
	begin_value(json);
	json_raw(json, &bracket, 1);
	json->needs_comma = false;
}

void
json_close(struct json_writer *json, char bracket)
{
	json_raw(json, &bracket, 1);
	json->needs_comma = true;
}

/* Length of the UTF-8 character at text; 0 where there is none. */
static size_t
character_length(const unsigned char *text, size_t length)
{
	static const struct {
		unsigned char first, last, second_first, second_last;
		size_t length;
	} FORMS[] = {
		{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	if (text[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
		if (text[0] < FORMS[i].first || text[0] > FORMS[i].last)
			continue;
		if (length < FORMS[i].length || text[1] < FORMS[i].second_first || text[1] > FORMS[i].second_last)
			return 0;
		for (size_t at = 2; at < FORMS[i].length; at++)
			if ((text[at] & 0xc0) != 0x80)
				return 0;
		return FORMS[i].length;
	}
	return 0;
}

static void
put_character(struct json_writer *json, const char *text, size_t length)
{
	char escape[8];
	unsigned char first = (unsigned char)text[0];
	if (length == 0) {
		json_raw(json, REPLACEMENT, sizeof REPLACEMENT - 1);
	} else if (first == '"' || first == '\\') {
		escape[0] = '\\';
		escape[1] = (char)first;
		json_raw(json, escape, 2);
	} else if (first < 0x20) {
		int written = snprintf(escape, sizeof escape, "\\u%04x", first);
		json_raw(json, escape, (size_t)written);
	} else {
		json_raw(json, text, length);
	}
}

static bool
is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

void
json_string_of(struct json_writer *json, const char *text, size_t length)
{
	begin_value(json);
	json_raw(json, "\"", 1);
	for (size_t at = 0; at < length;) {
		size_t plain = at;
		while (plain < length && is_plain((unsigned char)text[plain]))
			plain++;
		json_raw(json, text + at, plain - at);
		at = plain;
		if (at == length)
			break;
		size_t bytes = character_length((const unsigned char *)text + at, length - at);
		put_character(json, text + at, bytes);
		at += bytes == 0 ? 1 : bytes;
	}
	json_raw(json, "\"", 1);
}

void
json_string(struct json_writer *json, const char *text)
{
	if (text != NULL) {
		json_string_of(json, text, strlen(text));
		return;
	}
	begin_value(json);
	json_raw(json, "null", 4);
}

void
json_key(struct json_writer *json, const char *key)
{
	json_string(json, key);
	json_raw(json, ":", 1);
	json->needs_comma = false;
}

void
json_number(struct json_writer *json, long long number)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%lld", number);
	begin_value(json);
	json_raw(json, digits, (size_t)length);
}

void
json_bool(struct json_writer *json, bool value)
{
	begin_value(json);
	json_raw(json, value ? "true" : "false", value ? 4 : 5);
}

void
json_free(struct json_writer *json)
{
	free(json->text);
	*json = JSON_WRITER_VOID;
}
