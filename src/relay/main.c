/*
 * ddcoterm-relay [--opt=value …] NAME REAL-COMMAND ARGS…
 * ddcoterm-relay --cli=LAUNCHER [record] [OPTIONS] [-- COMMAND ARGS…]
 * ddcoterm-relay --peer
 *
 * The native host: runs a command as if it were not there, and tells the agent what happened. Whatever fails about the
 * recording, the command runs; `on_failure: block` is the one exception. In the second form it is `ddcoterm` itself, and
 * what is no recording goes to the launcher, which starts the command line in Node. The third is for the agent: see peer.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "cli_words.h"
#include "command.h"
#include "ending.h"
#include "failure_log.h"
#include "fd.h"
#include "hello.h"
#include "options.h"
#include "peer.h"
#include "plain_session.h"
#include "process_watch.h"
#include "program_search.h"
#include "pty.h"
#include "recording.h"
#include "session_file.h"
#include "settings.h"
#include "shell_integration.h"
#include "signal_set.h"
#include "stream_capture.h"
#include "terminal_session.h"
#include "tty_user.h"
#include "uuid.h"
#include "verdict_cache.h"
#include "verdict_gate.h"

extern char **environ;

/* As most commands: the command line was not understood. */
#define USAGE_STATUS 2

/* Ours alone: the command was not started, because it must be recorded and cannot be. */
#define BLOCKED_STATUS 125

/* With `on_failure: block` the command waits so long for the agent's welcome. */
#define WELCOME_MS 5000

/* Eight hex digits and four: all of a UUIDv7's clock. */
#define SHORT_ID_CHARS 13

/* More than the relay has open, or polls, at any time. */
#define MIN_DESCRIPTORS 32

struct invocation {
	struct options options;
	struct settings settings;
	struct signal_state signals;
	struct command command;
	struct tty_user tty;
	struct terminal_places places;
	struct pty pty;
	struct recording recording;
	struct stream_capture capture;
	bool records_input;
	/* The shell whose integration was put in; NULL without. */
	const char *integration;
	struct process_watch processes;
	/* What the policy said of it; records and reports_processes hold without one, too. */
	struct passage passage;
	char root[PATH_MAX];
	/* Of the program that `ddcoterm` records. */
	char program[PATH_MAX];
	char session[UUID_CHARS + 1];
	const char *kinds[3];
	bool has_terminal;
	bool is_terminal_foreign;
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
	dev_t controlling;
	if (invocation->has_terminal)
		return session_file_is_recorded(invocation->root, invocation->tty.dev, invocation->tty.rdev);
	return tty_find_controlling(&controlling) && session_file_is_recorded(invocation->root, 0, controlling);
}

/* As in the shim script. */
static bool
is_disabled(void)
{
	const char *value = getenv("DDCOTERM_DISABLE");
	return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

/* The command is not started: it must be recorded, and cannot be. */
static int
block(const struct invocation *invocation, const char *why)
{
	char text[PATH_MAX + 512];
	snprintf(text, sizeof text,
		"ddcoterm: %s was not started, because it must be recorded (on_failure: block). %s\n"
		"ddcoterm: Run \"ddcoterm doctor\" to see what is wrong\n",
		invocation->options.name, why);
	say(text);
	return BLOCKED_STATUS;
}

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
	say(text);
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
			passage->status = block(invocation, WHY);
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
	return invocation->settings.blocks_on_failure ? block(invocation, WHY) : run_unrecorded(invocation);
}

static int
run_recorded(struct invocation *invocation)
{
	struct recording *recording = &invocation->recording;
	struct timespec now;
	struct ending ending;
	clock_gettime(CLOCK_REALTIME, &now);
	long long started_ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	name_session(invocation, started_ms);
	if (invocation->settings.has_policy && invocation->options.actions == NULL &&
	    verdict_cache_knows(invocation->root, invocation->options.name, invocation->command.argv + 1))
		return run_unrecorded(invocation);
	if (!pass_gate(invocation, started_ms))
		return invocation->passage.status;
	if (!invocation->passage.records && !invocation->passage.reports_processes)
		return run_unrecorded(invocation);
	open_pty(invocation);
	prepare_command(invocation);
	const char *obstacle = find_obstacle(invocation, prepare_recording(invocation, started_ms));
	if (obstacle != NULL)
		return block(invocation, obstacle);

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

/* Nobody tells us the settings: Node is missing, or the release. */
static int
run_without_settings(struct invocation *invocation)
{
	static const char WHY[] = "Cannot read settings: Node or the release is missing";
	failure_log_append(invocation->root, "HOST_MISSING", invocation->options.name, WHY);
	if (settings_demand_recording(invocation->root))
		return block(invocation, WHY);
	return run_unrecorded(invocation);
}

static int
run(struct invocation *invocation)
{
	struct options *options = &invocation->options;
	invocation->command = (struct command){options->name, options->executable, options->argv, environ};
	if (is_disabled())
		return run_unrecorded(invocation);
	bool has_home = find_home(invocation->root);
	for (int fd = 0; fd <= 2; fd++)
		invocation->kinds[fd] = hello_stream_kind(fd);
	invocation->has_terminal = tty_user_find(&invocation->tty);
	invocation->is_terminal_foreign = invocation->has_terminal && tty_user_is_foreign(&invocation->tty);
	/* A recorded terminal is no place for another recording. */
	if (!has_home || is_nested(invocation))
		return run_unrecorded(invocation);
	if (!settings_read(&invocation->settings, invocation->root, options->name) &&
	    !settings_ask(&invocation->settings, invocation->root, options->name))
		return run_without_settings(invocation);
	return invocation->settings.leaves_alone ? run_unrecorded(invocation) : run_recorded(invocation);
}

/* The shell that `ddcoterm` records; NULL where it is nobody's. */
static const char *
find_shell(struct invocation *invocation)
{
	const char *shell = getenv("SHELL");
	if (shell != NULL && *shell != '\0')
		return shell;
	bool is_known = find_home(invocation->root) && (settings_read(&invocation->settings, invocation->root, "") ||
	                                                   settings_ask(&invocation->settings, invocation->root, ""));
	shell = is_known ? invocation->settings.shell : NULL;
	return shell != NULL && *shell != '\0' ? shell : "/bin/sh";
}

/* Returns false for what is no recording, or of nothing that can be run. */
static bool
read_cli_words(struct invocation *invocation, char **words)
{
	static char *only_name[2];
	struct options *options = &invocation->options;
	if (!cli_words_parse(options, words))
		return false;
	/* Aliases made for other recorders put a literal COMMAND first. */
	if (*options->argv != NULL && strcmp(*options->argv, "COMMAND") == 0 &&
	    !program_search("COMMAND", invocation->program))
		options->argv++;
	const char *typed = *options->argv;
	if (typed == NULL) {
		options->origin = "shell";
		options->argv = only_name;
		typed = find_shell(invocation);
	}
	if (!program_search(typed, invocation->program))
		return false;
	const char *slash = strrchr(typed, '/');
	options->name = strdup(slash == NULL ? typed : slash + 1);
	options->executable = invocation->program;
	options->argv[0] = options->name;
	return options->name != NULL;
}

/* Becomes the command line in Node. words: those of `ddcoterm`. */
static int
leave_to_cli(char *launcher, char **words)
{
	static char option[] = "--in-node";
	size_t count = 0;
	while (words[count] != NULL)
		count++;
	char **all = calloc(count + 3, sizeof *all);
	if (all != NULL) {
		all[0] = launcher;
		all[1] = option;
		memcpy(all + 2, words, count * sizeof *all);
		execv(launcher, all);
	}
	say("ddcoterm: Cannot start: the launcher is missing; run installer/install.sh again\n");
	return 127;
}

int
main(int argc, char **argv)
{
	static const char CLI[] = "--cli=";
	static struct invocation invocation;
	char problem[160];
	if (argc == 2 && strcmp(argv[1], "--peer") == 0)
		return peer_tell();
	invocation.tty = TTY_USER_VOID;
	invocation.pty = PTY_VOID;
	invocation.recording.client = AGENT_CLIENT_VOID;
	if (argv[0] != NULL && argv[1] != NULL && strncmp(argv[1], CLI, sizeof CLI - 1) == 0) {
		char **words = argv + 2;
		if (!read_cli_words(&invocation, words))
			return leave_to_cli(argv[1] + sizeof CLI - 1, words);
	} else if (options_parse(&invocation.options, argv + (argv[0] != NULL), problem, sizeof problem) != 0) {
		return refuse_usage(problem);
	}
	return run(&invocation);
}
