/* What is to be run, and as what. */
#ifndef COMMAND_H
#define COMMAND_H

struct command {
	/* As typed, for messages. */
	const char *name;
	const char *executable;
	/* argv[0] included. */
	char **argv;
	char **envp;
};

/*
 * Adds one variable to an environment.
 *
 * Returns the new environment, which shares all other entries with the old one; NULL without memory.
 */
char **command_environment(char **environment, const char *name, const char *value);

/*
 * Becomes the command. A file without `#!` is given to the shell, as shells do.
 *
 * Returns only when it cannot be started: errno.
 */
int command_execute(const struct command *command);

/* `kubectl: No such file or directory`, as shells say it. */
void command_tell_failure(int fd, const struct command *command, int error);

#endif
