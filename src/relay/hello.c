#define _GNU_SOURCE
#include "hello.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "frame_queue.h"
#include "process_facts.h"

extern char **environ;

/* A frame holds 1 MiB, and a byte may take six in JSON: so much of a command line is told. */
#define MAX_ARGV_BYTES ((size_t)128 * 1024)
#define MAX_VARIABLE_BYTES 4096

/* Recorded where the terminal has no size, as on a serial line: what programs assume then. */
#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS 24

const char *
hello_stream_kind(int fd)
{
	struct stat file;
	if (fstat(fd, &file) != 0)
		return "closed";
	if (S_ISFIFO(file.st_mode))
		return "pipe";
	if (S_ISSOCK(file.st_mode))
		return "socket";
	if (S_ISREG(file.st_mode))
		return "file";
	return isatty(fd) ? "tty" : "device";
}

static void
write_string(struct json_writer *json, const char *key, const char *value)
{
	json_key(json, key);
	json_string(json, value);
}

static void
write_number(struct json_writer *json, const char *key, long long number)
{
	json_key(json, key);
	json_number(json, number);
}

static void
write_bool(struct json_writer *json, const char *key, bool value)
{
	json_key(json, key);
	json_bool(json, value);
}

static void
write_argv(struct json_writer *json, const struct options *options)
{
	size_t room = MAX_ARGV_BYTES;
	json_key(json, "argv");
	json_open(json, '[');
	json_string(json, options->name);
	for (char **word = options->argv + 1; *word != NULL; word++) {
		size_t length = strnlen(*word, room + 1);
		if (length > room) {
			json_string(json, "…");
			break;
		}
		json_string_of(json, *word, length);
		room -= length;
	}
	json_close(json, ']');
}

static void
write_environment(struct json_writer *json, const struct settings *settings)
{
	json_key(json, "env");
	json_open(json, '{');
	for (size_t i = 0; i < settings->forwarded_count; i++) {
		size_t length = strlen(settings->forwarded[i]);
		for (char **entry = environ; *entry != NULL; entry++) {
			if (strncmp(*entry, settings->forwarded[i], length) != 0 || (*entry)[length] != '=')
				continue;
			const char *value = *entry + length + 1;
			json_key(json, settings->forwarded[i]);
			json_string_of(json, value, strnlen(value, MAX_VARIABLE_BYTES));
			break;
		}
	}
	json_close(json, '}');
}

static void
write_parent(struct json_writer *json)
{
	char name[64];
	process_name_read(getppid(), name, sizeof name);
	json_key(json, "parent");
	json_open(json, '{');
	write_number(json, "pid", getppid());
	write_string(json, "name", name);
	json_close(json, '}');
}

/* Those of the invocation alone: the agent knows the settings. A key may come twice; readers of JSON take the last. */
static void
write_tags(struct json_writer *json, const struct options *options)
{
	if (options->tag_count == 0)
		return;
	json_key(json, "tags");
	json_open(json, '{');
	for (size_t i = 0; i < options->tag_count; i++) {
		const char *separator = strchr(options->tags[i], ':');
		json_string_of(json, options->tags[i], (size_t)(separator - options->tags[i]));
		json_raw(json, ":", 1);
		json->needs_comma = false;
		json_string(json, separator + 1);
	}
	json_close(json, '}');
}

static void
write_users(struct json_writer *json, const struct settings *settings)
{
	char real[24];
	snprintf(real, sizeof real, "%lu", (unsigned long)getuid());
	write_string(json, "user", getuid() == geteuid() ? settings->user : real);
	write_string(json, "effectiveUser", settings->user);
}

static void
write_places(struct json_writer *json, const struct hello_facts *facts)
{
	char cwd[PATH_MAX];
	char host[HOST_NAME_MAX + 1] = "";
	const char *outer = getenv("DDCOTERM_SESSION");
	write_string(json, "cwd", getcwd(cwd, sizeof cwd) != NULL && cwd[0] == '/' ? cwd : "");
	write_string(json, "tty", facts->tty);
	write_string(json, "pty", facts->pty);
	write_number(json, "columns", facts->size.ws_col != 0 ? facts->size.ws_col : DEFAULT_COLUMNS);
	write_number(json, "rows", facts->size.ws_row != 0 ? facts->size.ws_row : DEFAULT_ROWS);
	gethostname(host, sizeof host - 1);
	write_string(json, "host", host);
	write_number(json, "pid", getpid());
	write_parent(json);
	write_string(json, "parentSession", outer != NULL && *outer != '\0' ? outer : NULL);
	json_key(json, "streams");
	json_open(json, '[');
	for (int i = 0; i < 3; i++)
		json_string(json, facts->kinds[i]);
	json_close(json, ']');
}

static void
write_answers(struct json_writer *json, const struct hello_facts *facts)
{
	json_key(json, "answers");
	json_open(json, '[');
	for (size_t i = 0; i < facts->answer_count; i++)
		json_string(json, facts->answers[i]);
	json_close(json, ']');
}

/* Written `record,approval`. */
static void
write_actions(struct json_writer *json, const char *actions)
{
	json_key(json, "actions");
	json_open(json, '[');
	for (const char *at = actions; *at != '\0'; at += strspn(at, ",")) {
		size_t length = strcspn(at, ",");
		if (length > 0)
			json_string_of(json, at, length);
		at += length;
	}
	json_close(json, ']');
}

static void
write_policy(struct json_writer *json, const struct hello_facts *facts)
{
	if (facts->verdicts != NULL)
		write_string(json, "verdicts", facts->verdicts);
	if (facts->frame_type != FRAME_ASK)
		return;
	write_answers(json, facts);
	if (facts->options->actions != NULL)
		write_actions(json, facts->options->actions);
	if (facts->options->reason != NULL)
		write_string(json, "reason", facts->options->reason);
}

void
hello_write(struct json_writer *json, const struct hello_facts *facts)
{
	static const char HEADER[FRAME_HEADER_BYTES];
	const struct options *options = facts->options;
	json_raw(json, HEADER, sizeof HEADER);
	json_open(json, '{');
	write_string(json, "session", facts->session);
	write_string(json, "hostKind", "relay");
	write_string(json, "hostVersion", DDCOTERM_VERSION);
	write_string(json, "origin", options->origin);
	write_string(json, "name", options->name);
	write_string(json, "executable", options->executable);
	write_argv(json, options);
	write_environment(json, facts->settings);
	write_number(json, "startedAtMs", facts->started_ms);
	write_users(json, facts->settings);
	write_places(json, facts);
	write_tags(json, options);
	if (options->title != NULL)
		write_string(json, "title", options->title);
	write_bool(json, "recordInput", facts->records_input);
	write_bool(json, "upload", !options->no_upload);
	write_string(json, "capture", facts->settings->captures_all ? "all" : "terminal");
	if (facts->integration != NULL)
		write_string(json, "integration", facts->integration);
	write_string(json, "processes", facts->processes);
	write_policy(json, facts);
	json_close(json, '}');
	if (!json->failed)
		frame_encode_header((unsigned char *)json->text, json->length - sizeof HEADER, facts->frame_type, 0);
}
