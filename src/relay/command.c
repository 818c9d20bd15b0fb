#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

char **
command_environment(char **environment, const char *name, const char *value)
{
	size_t count = 0;
	size_t length = strlen(name);
	size_t bytes = length + strlen(value) + 2;
	while (environment[count] != NULL)
		count++;
	char **added = malloc((count + 2) * sizeof *added);
	char *entry = malloc(bytes);
	if (added == NULL || entry == NULL) {
		free(added);
		free(entry);
		return NULL;
	}
	snprintf(entry, bytes, "%s=%s", name, value);
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (strncmp(environment[i], entry, length + 1) != 0)
			added[kept++] = environment[i];
	added[kept++] = entry;
	added[kept] = NULL;
	return added;
}

static void
execute_by_shell(const struct command *command)
{
	size_t count = 0;
	while (command->argv[count] != NULL)
		count++;
	char **words = calloc(count + 2, sizeof *words);
	char *file = strdup(command->executable);
	if (words == NULL || file == NULL || count == 0) {
		free(words);
		free(file);
		return;
	}
	words[0] = command->argv[0];
	words[1] = file;
	memcpy(words + 2, command->argv + 1, (count - 1) * sizeof *words);
	execve("/bin/sh", words, command->envp);
	free(words);
	free(file);
}

int
command_execute(const struct command *command)
{
	execve(command->executable, command->argv, command->envp);
	if (errno == ENOEXEC) {
		execute_by_shell(command);
		errno = ENOEXEC;
	}
	return errno;
}

/* As the C library says it that shells are made with: not every one has the same words. */
static const char *
describe(int error)
{
	static const struct {
		int error;
		const char *words;
	} WORDS[] = {
		{EPERM, "Operation not permitted"},
		{ENOENT, "No such file or directory"},
		{EIO, "Input/output error"},
		{E2BIG, "Argument list too long"},
		{ENOEXEC, "Exec format error"},
		{EAGAIN, "Resource temporarily unavailable"},
		{ENOMEM, "Cannot allocate memory"},
		{EACCES, "Permission denied"},
		{ENOTDIR, "Not a directory"},
		{EISDIR, "Is a directory"},
		{EMFILE, "Too many open files"},
		{ENFILE, "Too many open files in system"},
		{ETXTBSY, "Text file busy"},
		{ENAMETOOLONG, "File name too long"},
		{ELOOP, "Too many levels of symbolic links"},
	};
	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
		if (WORDS[i].error == error)
			return WORDS[i].words;
	return strerror(error);
}

void
command_tell_failure(int fd, const struct command *command, int error)
{
	char line[512];
	int length = snprintf(line, sizeof line, "%s: %s\n", command->name, describe(error));
	if (length > 0)
		fd_write_all(fd, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}
