#define _GNU_SOURCE
#include "process_report.h"

#include <string.h>
#include <sys/wait.h>

#include "../protocol/frame.h"

/* A byte may take six in JSON; two paths, and some numbers. */
#define MAX_START_BYTES (6 * (PROCESS_ARGV_BYTES + 2 * PATH_MAX) + 1024)
#define MAX_SMALL_BYTES ((size_t)2048)

static bool
has_room(const struct recording *recording)
{
	return !recording_is_over(recording) && recording_has_room(recording, FRAME_QUEUE_BYTES / 2);
}

/* Written where it is sent from. */
static struct json_writer
begin_frame(struct recording *recording, unsigned char type, size_t most)
{
	unsigned char *place = frame_queue_reserve(&recording->queue, type, recording_elapsed(recording), most);
	struct json_writer json = {.text = (char *)place, .room = most, .is_fixed = true};
	json_open(&json, '{');
	return json;
}

static void
end_frame(struct recording *recording, struct json_writer *json)
{
	json_close(json, '}');
	if (!json->failed)
		frame_queue_commit(&recording->queue, json->length);
}

static void
write_number(struct json_writer *json, const char *key, long long number)
{
	json_key(json, key);
	json_number(json, number);
}

static void
write_string(struct json_writer *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text);
}

static void
write_flag(struct json_writer *json, const char *key, bool is_set)
{
	if (!is_set)
		return;
	json_key(json, key);
	json_bool(json, true);
}

static void
write_moment(struct json_writer *json, const struct recording *recording, uint64_t at_us)
{
	write_number(json, "atUs", at_us < recording->started_us ? 0 : (long long)(at_us - recording->started_us));
}

static void
write_argv(struct json_writer *json, const struct process_reading *reading)
{
	json_key(json, "argv");
	json_open(json, '[');
	for (size_t at = 0; at < reading->argv_bytes; at += strlen(reading->argv + at) + 1)
		json_string(json, reading->argv + at);
	json_close(json, ']');
	write_flag(json, "argvCut", reading->is_argv_cut);
}

static void
write_reading(struct json_writer *json, const struct process_reading *reading)
{
	write_string(json, "executable", reading->executable);
	write_string(json, "cwd", reading->cwd);
	write_argv(json, reading);
	if (reading->argv_bytes == 0 && reading->name[0] != '\0')
		write_string(json, "name", reading->name);
}

bool
process_report_start(
	struct recording *recording, const struct process_start *start, const struct process_reading *reading)
{
	if (!has_room(recording))
		return false;
	struct json_writer json = begin_frame(recording, FRAME_EXEC, MAX_START_BYTES);
	write_number(&json, "pid", start->pid);
	write_number(&json, "parentPid", start->parent);
	write_number(&json, "uid", (long long)start->uid);
	write_number(&json, "effectiveUid", (long long)start->effective_uid);
	write_moment(&json, recording, start->at_us);
	write_flag(&json, "command", start->is_command);
	write_flag(&json, "forked", start->is_forked);
	if (reading != NULL)
		write_reading(&json, reading);
	end_frame(recording, &json);
	return true;
}

static void
write_status(struct json_writer *json, int status)
{
	if (status >= 0 && WIFSIGNALED(status))
		write_number(json, "signal", WTERMSIG(status));
	else if (status >= 0 && WIFEXITED(status))
		write_number(json, "exitStatus", WEXITSTATUS(status));
}

bool
process_report_end(struct recording *recording, pid_t pid, uint64_t at_us, int status)
{
	if (!has_room(recording))
		return false;
	struct json_writer json = begin_frame(recording, FRAME_EXIT, MAX_SMALL_BYTES);
	write_number(&json, "pid", pid);
	write_moment(&json, recording, at_us);
	write_status(&json, status);
	end_frame(recording, &json);
	return true;
}

void
process_report_losses(struct recording *recording, const char *detail)
{
	if (recording_is_over(recording) || !recording_has_room(recording, MAX_SMALL_BYTES))
		return;
	struct json_writer json = begin_frame(recording, FRAME_NOTE, MAX_SMALL_BYTES);
	write_string(&json, "code", "process-events-missed");
	write_string(&json, "detail", detail);
	end_frame(recording, &json);
}
