#define _GNU_SOURCE
#include "recorded_run.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "ending.h"
#include "failure_log.h"
#include "hello.h"
#include "plain_session.h"
#include "session_file.h"
#include "shell_integration.h"
#include "terminal_session.h"
#include "verdict_cache.h"

extern char **environ;

/* With `on_failure: block` the command waits so long for the agent's welcome. */
#define WELCOME_MS 5000

/* Eight hex digits and four: all of a UUIDv7's clock. */
#define SHORT_ID_CHARS 13

/* More than the relay has open, or polls, at any time. */
#define MIN_DESCRIPTORS 32

static bool
wants_input(const struct invocation *invocation)
{
	enum input_wish wish = invocation->options.input;
	return wish == INPUT_RECORDED || (wish == INPUT_AS_CONFIGURED && invocation->settings.records_input);
}

static struct hello_facts
describe(const struct invocation *invocation, long long started_ms)
{
	return (struct hello_facts){
		.frame_type = FRAME_HELLO,
		.verdicts = invocation->passage.verdicts,
		.options = &invocation->options,
		.settings = &invocation->settings,
		.session = invocation->session,
		.kinds = {invocation->kinds[0], invocation->kinds[1], invocation->kinds[2]},
		.tty = invocation->has_terminal && invocation->tty.path[0] != '\0' ? invocation->tty.path : NULL,
		.pty = invocation->pty.master >= 0 ? invocation->pty.path : NULL,
		.started_ms = started_ms,
		.records_input = invocation->records_input,
		.integration = invocation->integration,
		.processes = process_watch_source_name(&invocation->processes),
	};
}

static void
write_hello(struct invocation *invocation, struct json_writer *json, long long started_ms)
{
	struct hello_facts facts = describe(invocation, started_ms);
	if (invocation->pty.master >= 0)
		ioctl(invocation->tty.fd, TIOCGWINSZ, &facts.size);
	hello_write(json, &facts);
}

static bool
is_kind(const struct invocation *invocation, int fd, const char *kind)
{
	return strcmp(invocation->kinds[fd], kind) == 0;
}

static bool
wants_pty(const struct invocation *invocation)
{
	return invocation->passage.records && invocation->has_terminal && is_kind(invocation, 1, "tty") &&
	       !invocation->is_terminal_foreign;
}

/* Without a PTY the command runs on the terminal itself, and only that it ran is recorded. */
static void
open_pty(struct invocation *invocation)
{
	struct winsize size;
	if (!wants_pty(invocation))
		return;
	terminal_places_find(&invocation->places, &invocation->tty);
	if (tty_user_open(&invocation->tty) != 0 || pty_open(&invocation->pty, &invocation->tty.left) != 0) {
		failure_log_append(invocation->root, "PTY_UNAVAILABLE", invocation->options.name,
			"Cannot open a pseudo-terminal: the system gave none");
		return;
	}
	if (ioctl(invocation->tty.fd, TIOCGWINSZ, &size) == 0)
		ioctl(invocation->pty.master, TIOCSWINSZ, &size);
}

static void
open_capture(struct invocation *invocation)
{
	bool captures = invocation->settings.captures_all;
	const bool is_captured[3] = {
		captures && is_kind(invocation, 0, "file"),
		captures && !is_kind(invocation, 1, "tty") && !is_kind(invocation, 1, "closed"),
		captures && !is_kind(invocation, 2, "tty") && !is_kind(invocation, 2, "closed"),
	};
	stream_capture_open(&invocation->capture, &invocation->recording, is_captured);
}

static bool
run_plain(struct invocation *invocation, bool keeps_streams, struct ending *ending)
{
	const struct plain_session session = {
		.command = &invocation->command,
		.signals = &invocation->signals,
		.recording = &invocation->recording,
		.capture = &invocation->capture,
		.keeps_streams = keeps_streams,
	};
	return plain_session_run(&session, ending);
}

static bool
run_on_terminal(struct invocation *invocation, bool keeps_streams, struct ending *ending)
{
	struct session_file file;
	struct terminal_session_setup setup = {
		.command = &invocation->command,
		.file = &file,
		.signals = &invocation->signals,
		.tty = &invocation->tty,
		.pty = &invocation->pty,
		.recording = &invocation->recording,
		.capture = &invocation->capture,
		.records_input = invocation->records_input,
		.places = &invocation->places,
		.keeps_streams = keeps_streams,
	};
	session_file_write(&file, invocation->root, invocation->session, invocation->pty.dev, invocation->pty.rdev);
	bool has_run = terminal_session_run(&setup, ending);
	session_file_remove(&file);
	return has_run;
}

static void
announce(const struct invocation *invocation, const char *what)
{
	char text[160];
	snprintf(text, sizeof text, "ddcoterm: %s; watch it with \"ddcoterm play %.*s\"\n", what, SHORT_ID_CHARS,
		invocation->session);
	invocation_say(text);
}

static bool
is_announced(const struct invocation *invocation)
{
	bool is_shim = strcmp(invocation->options.origin, "shim") == 0;
	return !invocation->options.quiet &&
	       (is_shim ? invocation->settings.announces_shims : invocation->settings.announces);
}

static void
name_session(struct invocation *invocation, long long started_ms)
{
	if (invocation->options.session != NULL)
		snprintf(invocation->session, sizeof invocation->session, "%s", invocation->options.session);
	else
		uuid_v7(invocation->session, started_ms);
}

static void
prepare_command(struct invocation *invocation)
{
	struct command *command = &invocation->command;
	char **environment = command_environment(environ, "DDCOTERM_SESSION", invocation->session);
	if (environment != NULL)
		command->envp = environment;
	command->argv[0] = invocation->options.name;
	if (invocation->settings.integrates_shells && strcmp(invocation->options.origin, "shell") == 0)
		invocation->integration = shell_integration_apply(command, invocation->settings.integration);
}

/* Returns false where there is no memory for it. */
static bool
prepare_recording(struct invocation *invocation, long long started_ms)
{
	struct recording *recording = &invocation->recording;
	process_watch_open(&invocation->processes,
		invocation->passage.reports_processes ? invocation->settings.processes : PROCESS_WISH_NONE, recording);
	recording->processes = &invocation->processes;
	invocation->records_input = wants_input(invocation);
	write_hello(invocation, &recording->hello, started_ms);
	recording->root = invocation->root;
	recording->command = invocation->options.name;
	recording->client.socket_path = invocation->settings.socket;
	recording->client.node = invocation->settings.node;
	recording->client.bundle = invocation->settings.agent;
	if (recording_open(recording) == 0)
		return true;
	failure_log_append(invocation->root, "HOST_FAILED", invocation->options.name, "Cannot record: no memory");
	return false;
}

/* Returns why the command must not start; NULL where it may. */
static const char *
find_obstacle(struct invocation *invocation, bool is_prepared)
{
	static char text[PATH_MAX + 80];
	if (!invocation->settings.blocks_on_failure)
		return NULL;
	if (!is_prepared)
		return "Cannot record: no memory";
	if (wants_pty(invocation) && invocation->pty.master < 0)
		return "Cannot open a pseudo-terminal: the system gave none";
	if (recording_wait_for_welcome(&invocation->recording, WELCOME_MS))
		return NULL;
	if (invocation->recording.client.failure != NULL)
		return invocation->recording.client.failure;
	snprintf(text, sizeof text, "Cannot reach the agent at \"%s\": it does not answer", invocation->settings.socket);
	return text;
}

/* Returns false where the command must not start. */
static bool
pass_gate(struct invocation *invocation, long long started_ms)
{
	static const char WHY[] = "Cannot reach the agent: no verdict within 3000 ms";
	struct passage *passage = &invocation->passage;
	*passage = (struct passage){.kind = PASSAGE_RUN, .records = true, .reports_processes = true};
	if (!invocation->settings.has_policy && invocation->options.actions == NULL)
		return true;
	struct hello_facts facts = describe(invocation, started_ms);
	*passage = verdict_gate_pass(&facts);
	if (passage->kind == PASSAGE_UNKNOWN) {
		failure_log_append(invocation->root, "AGENT_UNREACHABLE", invocation->options.name, WHY);
		if (invocation->settings.blocks_on_failure) {
			passage->status = invocation_block(invocation, WHY);
			return false;
		}
		*passage = (struct passage){.kind = PASSAGE_RUN, .records = true, .reports_processes = true};
	}
	invocation->settings.captures_all = invocation->settings.captures_all && passage->records;
	return passage->kind == PASSAGE_RUN;
}

/* poll(2) itself refuses to look at more descriptors than the limit says, open or not. */
static bool
are_descriptors_scarce(void)
{
	struct rlimit limit;
	return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < MIN_DESCRIPTORS;
}

/* The system gives no process or no descriptor that a recording needs. Nothing has begun. */
static int
run_without_means(const struct invocation *invocation)
{
	static const char WHY[] = "Cannot record: the system gives no more processes or descriptors";
	failure_log_append(invocation->root, "HOST_FAILED", invocation->options.name, WHY);
	return invocation->settings.blocks_on_failure ? invocation_block(invocation, WHY) : invocation_run_unrecorded(invocation);
}

int
recorded_run(struct invocation *invocation)
{
	struct recording *recording = &invocation->recording;
	struct timespec now;
	struct ending ending;
	clock_gettime(CLOCK_REALTIME, &now);
	long long started_ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	name_session(invocation, started_ms);
	if (invocation->settings.has_policy && invocation->options.actions == NULL &&
	    verdict_cache_knows(invocation->root, invocation->options.name, invocation->command.argv + 1))
		return invocation_run_unrecorded(invocation);
	if (!pass_gate(invocation, started_ms))
		return invocation->passage.status;
	if (!invocation->passage.records && !invocation->passage.reports_processes)
		return invocation_run_unrecorded(invocation);
	open_pty(invocation);
	prepare_command(invocation);
	const char *obstacle = find_obstacle(invocation, prepare_recording(invocation, started_ms));
	if (obstacle != NULL)
		return invocation_block(invocation, obstacle);

	if (are_descriptors_scarce() || !signal_set_catch(&invocation->signals))
		return run_without_means(invocation);
	bool announced = is_announced(invocation);
	if (announced)
		announce(invocation, "recording this session");
	open_capture(invocation);
	bool has_run = invocation->pty.master >= 0 ? run_on_terminal(invocation, announced, &ending)
	                                           : run_plain(invocation, announced, &ending);
	if (!has_run) {
		signal_set_restore(&invocation->signals);
		return run_without_means(invocation);
	}
	if (announced)
		announce(invocation, "the recording has ended");
	recording_end(recording, ending);
	recording_finish(recording);
	ending_leave_as(ending);
}
