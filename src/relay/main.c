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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_words.h"
#include "failure_log.h"
#include "hello.h"
#include "invocation.h"
#include "peer.h"
#include "program_search.h"
#include "recorded_run.h"
#include "session_file.h"

extern char **environ;

/* As most commands: the command line was not understood. */
#define USAGE_STATUS 2

static int
refuse_usage(const char *problem)
{
	char text[512];
	snprintf(text, sizeof text,
		"ddcoterm: Cannot read command line: %s\n"
		"ddcoterm: Usage: ddcoterm-host [--opt=value …] NAME REAL-COMMAND ARGS…\n",
		problem);
	invocation_say(text);
	return USAGE_STATUS;
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

/* Nobody tells us the settings: Node is missing, or the release. */
static int
run_without_settings(struct invocation *invocation)
{
	static const char WHY[] = "Cannot read settings: Node or the release is missing";
	failure_log_append(invocation->root, "HOST_MISSING", invocation->options.name, WHY);
	if (settings_demand_recording(invocation->root))
		return invocation_block(invocation, WHY);
	return invocation_run_unrecorded(invocation);
}

static int
run(struct invocation *invocation)
{
	struct options *options = &invocation->options;
	invocation->command = (struct command){options->name, options->executable, options->argv, environ};
	if (is_disabled())
		return invocation_run_unrecorded(invocation);
	bool has_home = invocation_find_home(invocation->root);
	for (int fd = 0; fd <= 2; fd++)
		invocation->kinds[fd] = hello_stream_kind(fd);
	invocation->has_terminal = tty_user_find(&invocation->tty);
	invocation->is_terminal_foreign = invocation->has_terminal && tty_user_is_foreign(&invocation->tty);
	/* A recorded terminal is no place for another recording. */
	if (!has_home || is_nested(invocation))
		return invocation_run_unrecorded(invocation);
	if (!settings_read(&invocation->settings, invocation->root, options->name) &&
	    !settings_ask(&invocation->settings, invocation->root, options->name))
		return run_without_settings(invocation);
	return invocation->settings.leaves_alone ? invocation_run_unrecorded(invocation) : recorded_run(invocation);
}

/* The shell that `ddcoterm` records; NULL where it is nobody's. */
static const char *
find_shell(struct invocation *invocation)
{
	const char *shell = getenv("SHELL");
	if (shell != NULL && *shell != '\0')
		return shell;
	bool is_known = invocation_find_home(invocation->root) && (settings_read(&invocation->settings, invocation->root, "") ||
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
	invocation_say("ddcoterm: Cannot start: the launcher is missing; run installer/install.sh again\n");
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
