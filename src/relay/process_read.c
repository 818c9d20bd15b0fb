#define _GNU_SOURCE
#include "process_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

/* "/proc/", digits, "/", the longest of the names below. */
#define PATH_BYTES 40

static void
path_of(char path[PATH_BYTES], pid_t pid, const char *name)
{
	snprintf(path, PATH_BYTES, "/proc/%ld/%s", (long)pid, name);
}

static void
cut_to_whole_words(struct process_reading *reading)
{
	reading->is_argv_cut = true;
	while (reading->argv_bytes > 0 && reading->argv[reading->argv_bytes - 1] != '\0')
		reading->argv_bytes--;
}

void
process_read_argv(struct process_reading *reading, pid_t pid)
{
	char path[PATH_BYTES];
	path_of(path, pid, "cmdline");
	ssize_t got = fd_read_file(path, reading->argv, sizeof reading->argv);
	reading->argv_bytes = got > 0 ? (size_t)got : 0;
	reading->argv[reading->argv_bytes] = '\0';
	reading->is_argv_cut = false;
	if (reading->argv_bytes == PROCESS_ARGV_BYTES)
		cut_to_whole_words(reading);
	else if (reading->argv_bytes > 0 && reading->argv[reading->argv_bytes - 1] != '\0')
		reading->argv_bytes++; /* a title that the process gave itself; fd_read_file put a NUL there */
}

static void
read_link(char text[PATH_MAX], pid_t pid, const char *name)
{
	char path[PATH_BYTES];
	path_of(path, pid, name);
	ssize_t length = readlink(path, text, PATH_MAX - 1);
	text[length > 0 ? length : 0] = '\0';
}

void
process_read_owner(struct process_reading *reading, pid_t pid)
{
	char path[PATH_BYTES];
	/* The two lines stand at the beginning. */
	char text[512];
	reading->name[0] = '\0';
	path_of(path, pid, "status");
	if (fd_read_file(path, text, sizeof text) <= 0)
		return;
	const char *name = strncmp(text, "Name:\t", 6) == 0 ? text + 6 : "";
	const char *uids = strstr(name, "\nUid:\t");
	if (uids == NULL)
		return;
	snprintf(reading->name, sizeof reading->name, "%.*s", (int)strcspn(name, "\n"), name);
	char *next;
	reading->uid = (uid_t)strtoul(uids + 6, &next, 10);
	reading->effective_uid = (uid_t)strtoul(next, NULL, 10);
}

void
process_read(struct process_reading *reading, pid_t pid)
{
	process_read_argv(reading, pid);
	read_link(reading->executable, pid, "exe");
	read_link(reading->cwd, pid, "cwd");
	process_read_owner(reading, pid);
	/* Another user's: where it lies may not be read, what it was called as may. */
	size_t length = strnlen(reading->argv, reading->argv_bytes);
	if (reading->executable[0] == '\0' && reading->argv[0] == '/' && length < sizeof reading->executable)
		memcpy(reading->executable, reading->argv, length + 1);
}

uint32_t
process_reading_hash(const struct process_reading *reading)
{
	uint32_t hash = 2166136261U; /* FNV-1a */
	for (size_t i = 0; i < reading->argv_bytes; i++)
		hash = (hash ^ (unsigned char)reading->argv[i]) * 16777619U;
	return hash;
}
