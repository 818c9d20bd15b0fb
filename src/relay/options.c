#include "options.h"

#include <stdio.h>
#include <string.h>

/* A UUID: eight, four, four, four and twelve lower-case hexadecimal digits. */
static bool
is_uuid(const char *text)
{
	static const char SHAPE[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	for (size_t i = 0; i < sizeof SHAPE - 1; i++) {
		if (SHAPE[i] == '-' ? text[i] != '-' : text[i] == '\0' || strchr("0123456789abcdef", text[i]) == NULL)
			return false;
	}
	return text[sizeof SHAPE - 1] == '\0';
}

static bool
is_origin(const char *text)
{
	return strcmp(text, "shim") == 0 || strcmp(text, "command") == 0 || strcmp(text, "shell") == 0;
}

static bool
add_tag(struct options *options, const char *value)
{
	const char *separator = strchr(value, ':');
	if (separator == NULL || separator == value || options->tag_count == OPTIONS_MAX_TAGS)
		return false;
	options->tags[options->tag_count++] = value;
	return true;
}

/*
 * Returns NULL, or what is wrong with the option.
 *
 * value   NULL where there is no '='
 */
static const char *
apply_option(struct options *options, const char *name, size_t length, const char *value)
{
#define IS(option) (length == sizeof(option) - 1 && memcmp(name, option, length) == 0)
	bool has_value = value != NULL && *value != '\0';
	if (IS("--origin")) {
		options->origin = value;
		return value != NULL && is_origin(value) ? NULL : "\"--origin\" is one of shim, command, shell";
	}
	if (IS("--title")) {
		options->title = value;
		return has_value ? NULL : "\"--title\" needs a value";
	}
	if (IS("--tag")) {
		if (!has_value)
			return "\"--tag\" needs a value";
		return add_tag(options, value) ? NULL : "\"--tag\" is written key:value";
	}
	if (IS("--session")) {
		options->session = value;
		return value != NULL && is_uuid(value) ? NULL : "\"--session\" needs a UUID in lower case";
	}
	if (IS("--actions")) {
		options->actions = value;
		return value != NULL ? NULL : "\"--actions\" needs a value";
	}
	if (IS("--reason")) {
		options->reason = value;
		return has_value ? NULL : "\"--reason\" needs a value";
	}
	if (IS("--record-input"))
		options->input = INPUT_RECORDED;
	else if (IS("--no-record-input"))
		options->input = INPUT_LEFT_OUT;
	else if (IS("--no-upload"))
		options->no_upload = true;
	else if (IS("--quiet"))
		options->quiet = true;
	else
		return "";
	return NULL;
#undef IS
}

int
options_parse(struct options *options, char **words, char *problem, size_t size)
{
	*options = (struct options){.origin = "shim"};
	for (; *words != NULL && strncmp(*words, "--", 2) == 0; words++) {
		if (strcmp(*words, "--") == 0) {
			words++;
			break;
		}
		size_t length = strcspn(*words, "=");
		const char *value = (*words)[length] == '=' ? *words + length + 1 : NULL;
		const char *wrong = apply_option(options, *words, length, value);
		if (wrong == NULL)
			continue;
		if (*wrong == '\0')
			snprintf(problem, size, "option \"%.*s\" is unknown", length > 64 ? 64 : (int)length, *words);
		else
			snprintf(problem, size, "%s", wrong);
		return -1;
	}
	if (words[0] == NULL || words[0][0] == '\0' || words[1] == NULL || words[1][0] == '\0') {
		snprintf(problem, size, "the name and the path of the command are missing");
		return -1;
	}
	options->name = words[0];
	options->executable = words[1];
	options->argv = words + 1;
	return 0;
}
