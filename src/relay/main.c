/*
 * ddcoterm-relay [--opt=value …] NAME REAL-COMMAND ARGS…
 *
 * The native host: runs a command as if it were not there, and tells the agent what happened. Whatever fails about the
 * recording, the command runs. What it does not do itself it leaves to the node host (see hand_over_reason).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "ending.h"
#include "failure_log.h"
#include "fd.h"
#include "handover.h"
#include "hello.h"
#include "options.h"
#include "plain_session.h"
#include "process_facts.h"
#include "process_watch.h"
#include "pty.h"
#include "recording.h"
#include "session_file.h"
#include "settings.h"
#include "signal_set.h"
#include "terminal_session.h"
#include "tty_user.h"
#include "uuid.h"

extern char **environ;

/* As most commands: the command line was not understood. */
#define USAGE_STATUS 2

/* Ours alone: the command was not started, because it must be recorded and cannot be. */
#define BLOCKED_STATUS 125

/* Eight hex digits and four: all of a UUIDv7's clock. */
#define SHORT_ID_CHARS 13

struct invocation {
	struct options options;
	struct settings settings;
	struct signal_state signals;
	struct command command;
	struct tty_user tty;
	struct pty pty;
	struct recording recording;
	struct process_watch processes;
	char root[PATH_MAX];
	char session[UUID_CHARS + 1];
	const char *kinds[3];
	bool has_terminal;
};

static bool
find_home(char root[PATH_MAX])
{
	const char *home = getenv("DDCOTERM_HOME");
	const char *user_home = getenv("HOME");
	int length = -1;
	if (home != NULL && *home != '\0')
		length = snprintf(root, PATH_MAX, "%s", home);
	else if (user_home != NULL && *user_home != '\0')
		length = snprintf(root, PATH_MAX, "%s/.ddcoterm", user_home);
	return length > 0 && length < PATH_MAX;
}

static void
say(const char *text)
{
	fd_write_all(2, text, strlen(text));
}

static int
refuse_usage(const char *problem)
{
	char text[512];
	snprintf(text, sizeof text,
		"ddcoterm: Cannot read command line: %s\n"
		"ddcoterm: Usage: ddcoterm-host [--opt=value …] NAME REAL-COMMAND ARGS…\n",
		problem);
	say(text);
	return USAGE_STATUS;
}

/* The command runs in our place: nothing of it is recorded. */
static int
run_unrecorded(const struct invocation *invocation)
{
	invocation->command.argv[0] = invocation->options.name;
	int error = command_execute(&invocation->command);
	command_tell_failure(2, &invocation->command, error);
	return ending_of_start_failure(error).value;
}

/* The command's terminal is recorded by a session that is still running. */
static bool
is_nested(const struct invocation *invocation)
{
	struct process_facts self;
	if (invocation->has_terminal)
		return session_file_is_recorded(invocation->root, invocation->tty.dev, invocation->tty.rdev);
	if (!process_facts_read(&self, 0) || self.terminal == 0)
		return false;
	return session_file_is_recorded(invocation->root, 0, self.terminal);
}

/* As in the shim script. */
static bool
is_disabled(void)
{
	const char *value = getenv("DDCOTERM_DISABLE");
	return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

/* What only the node host does. */
static bool
needs_node(const struct invocation *invocation)
{
	const struct options *options = &invocation->options;
	const struct settings *settings = &invocation->settings;
	bool integrates = strcmp(options->origin, "shell") == 0 && settings->integrates_shells;
	return integrates || settings->blocks_on_failure || settings->captures_all || settings->records_input ||
	       options->record_input;
}

static void
write_hello(struct invocation *invocation, struct json_writer *json, long long started_ms)
{
	struct hello_facts facts = {
		.options = &invocation->options,
		.settings = &invocation->settings,
		.session = invocation->session,
		.kinds = {invocation->kinds[0], invocation->kinds[1], invocation->kinds[2]},
		.tty = invocation->has_terminal && invocation->tty.path[0] != '\0' ? invocation->tty.path : NULL,
		.pty = invocation->pty.master >= 0 ? invocation->pty.path : NULL,
		.started_ms = started_ms,
		.processes = process_watch_source_name(&invocation->processes),
	};
	if (invocation->pty.master >= 0)
		ioctl(invocation->tty.fd, TIOCGWINSZ, &facts.size);
	hello_write(json, &facts);
}

/* Without a PTY the command runs on the terminal itself, and only that it ran is recorded. */
static void
open_pty(struct invocation *invocation)
{
	struct winsize size;
	if (!invocation->has_terminal || strcmp(invocation->kinds[1], "tty") != 0)
		return;
	if (tty_user_open(&invocation->tty) != 0 || pty_open(&invocation->pty, &invocation->tty.left) != 0) {
		failure_log_append(invocation->root, "PTY_UNAVAILABLE", invocation->options.name,
			"Cannot open a pseudo-terminal: the system gave none");
		return;
	}
	if (ioctl(invocation->tty.fd, TIOCGWINSZ, &size) == 0)
		ioctl(invocation->pty.master, TIOCSWINSZ, &size);
}

static struct ending
run_on_terminal(struct invocation *invocation, int *error)
{
	struct session_file file;
	struct terminal_session_setup setup = {
		.command = &invocation->command,
		.file = &file,
		.signals = &invocation->signals,
		.tty = &invocation->tty,
		.pty = &invocation->pty,
		.recording = &invocation->recording,
	};
	for (int fd = 0; fd <= 2; fd++)
		setup.is_terminal[fd] = strcmp(invocation->kinds[fd], "tty") == 0;
	session_file_write(&file, invocation->root, invocation->session, invocation->pty.path, invocation->pty.dev,
		invocation->pty.rdev);
	struct ending ending = terminal_session_run(&setup, error);
	session_file_remove(&file);
	return ending;
}

static void
announce(const struct invocation *invocation, const char *what)
{
	char text[160];
	snprintf(text, sizeof text, "ddcoterm: %s; watch it with \"ddcoterm play %.*s\"\n", what, SHORT_ID_CHARS,
		invocation->session);
	say(text);
}

static bool
is_announced(const struct invocation *invocation)
{
	bool is_shim = strcmp(invocation->options.origin, "shim") == 0;
	return !invocation->options.quiet &&
	       (is_shim ? invocation->settings.announces_shims : invocation->settings.announces);
}

static _Noreturn void
run_recorded(struct invocation *invocation)
{
	struct recording *recording = &invocation->recording;
	struct timespec now;
	int error;
	invocation->command.argv[0] = invocation->options.name;
	clock_gettime(CLOCK_REALTIME, &now);
	long long started_ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (invocation->options.session != NULL)
		snprintf(invocation->session, sizeof invocation->session, "%s", invocation->options.session);
	else
		uuid_v7(invocation->session, started_ms);
	open_pty(invocation);
	process_watch_open(&invocation->processes, invocation->settings.processes, recording);
	recording->processes = &invocation->processes;
	write_hello(invocation, &recording->hello, started_ms);
	recording->root = invocation->root;
	recording->command = invocation->options.name;
	recording->client.socket_path = invocation->settings.socket;
	recording->client.node = invocation->settings.node;
	recording->client.bundle = invocation->settings.agent;
	if (recording_open(recording) != 0)
		failure_log_append(invocation->root, "HOST_FAILED", invocation->options.name, "Cannot record: no memory");
	char **environment = command_environment(environ, "DDCOTERM_SESSION", invocation->session);
	if (environment != NULL)
		invocation->command.envp = environment;

	bool announced = is_announced(invocation);
	if (announced)
		announce(invocation, "recording this session");
	signal_set_catch(&invocation->signals);
	struct ending ending = invocation->pty.master >= 0
		? run_on_terminal(invocation, &error)
		: plain_session_run(&invocation->command, &invocation->signals, recording, announced, &error);
	if (announced)
		announce(invocation, "the recording has ended");
	recording_end(recording, ending);
	recording_finish(recording);
	ending_leave_as(ending);
}

static int
leave_to_node(struct invocation *invocation, char **words)
{
	handover_to_node(invocation->root, words);
	failure_log_append(invocation->root, "HOST_MISSING", invocation->options.name,
		"Cannot record: the node host is needed, and its launcher is missing");
	if (invocation->settings.blocks_on_failure) {
		say("ddcoterm: The command was not started, because it must be recorded (on_failure: block)\n");
		return BLOCKED_STATUS;
	}
	return run_unrecorded(invocation);
}

int
main(int argc, char **argv)
{
	static struct invocation invocation;
	char problem[160];
	(void)argc;
	if (options_parse(&invocation.options, argv + 1, problem, sizeof problem) != 0)
		return refuse_usage(problem);
	struct options *options = &invocation.options;
	invocation.tty = TTY_USER_VOID;
	invocation.pty = PTY_VOID;
	invocation.recording.client = AGENT_CLIENT_VOID;
	invocation.command = (struct command){options->name, options->executable, options->argv, environ};

	if (is_disabled())
		return run_unrecorded(&invocation);
	bool has_home = find_home(invocation.root);
	bool has_settings = has_home && settings_read(&invocation.settings, invocation.root, options->name);
	for (int fd = 0; fd <= 2; fd++)
		invocation.kinds[fd] = hello_stream_kind(fd);
	invocation.has_terminal = tty_user_find(&invocation.tty);
	if (!has_settings || (!invocation.settings.leaves_alone && needs_node(&invocation))) {
		/* A recorded terminal is no place for another recording: seen here, it saves a start of Node. */
		if (!has_home || !is_nested(&invocation))
			return leave_to_node(&invocation, argv);
	}
	if (invocation.settings.leaves_alone || is_nested(&invocation))
		return run_unrecorded(&invocation);
	run_recorded(&invocation);
}
