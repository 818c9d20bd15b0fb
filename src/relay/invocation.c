#define _GNU_SOURCE
#include "invocation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ending.h"
#include "fd.h"

/* Ours alone: the command was not started, because it must be recorded and cannot be. */
#define BLOCKED_STATUS 125

bool
invocation_find_home(char root[PATH_MAX])
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

void
invocation_say(const char *text)
{
	fd_write_all(2, text, strlen(text));
}

int
invocation_run_unrecorded(const struct invocation *invocation)
{
	invocation->command.argv[0] = invocation->options.name;
	int error = command_execute(&invocation->command);
	command_tell_failure(2, &invocation->command, error);
	return ending_of_start_failure(error).value;
}

int
invocation_block(const struct invocation *invocation, const char *why)
{
	char text[PATH_MAX + 512];
	snprintf(text, sizeof text,
		"ddcoterm: %s was not started, because it must be recorded (on_failure: block). %s\n"
		"ddcoterm: Run \"ddcoterm doctor\" to see what is wrong\n",
		invocation->options.name, why);
	invocation_say(text);
	return BLOCKED_STATUS;
}
