#define _GNU_SOURCE
#include "process_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "fd.h"

/* Fields of /proc/<pid>/stat behind the name, which is in parentheses and may hold anything. proc(5). */
enum { STAT_PARENT = 1, STAT_GROUP = 2, STAT_TERMINAL = 4, STAT_START = 19 };

static void
apply_field(struct process_facts *facts, int index, const char *field)
{
	if (index == STAT_PARENT)
		facts->parent = (pid_t)strtol(field, NULL, 10);
	else if (index == STAT_GROUP)
		facts->group = (pid_t)strtol(field, NULL, 10);
	else if (index == STAT_TERMINAL)
		facts->terminal = (dev_t)strtoul(field, NULL, 10);
	else if (index == STAT_START)
		snprintf(facts->start, sizeof facts->start, "%s", field);
}

bool
process_facts_read(struct process_facts *facts, pid_t pid)
{
	char path[40];
	char text[1024];
	*facts = (struct process_facts){0};
	if (pid == 0)
		snprintf(path, sizeof path, "/proc/self/stat");
	else
		snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	if (fd_read_file(path, text, sizeof text) <= 0)
		return false;
	char *rest = strrchr(text, ')');
	if (rest == NULL || rest[1] == '\0')
		return false;
	rest += 2;
	for (int index = 0; index <= STAT_START && rest != NULL; index++)
		apply_field(facts, index, strsep(&rest, " "));
	return facts->start[0] != '\0';
}

bool
process_name_read(pid_t pid, char *name, size_t size)
{
	char path[40];
	snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
	if (fd_read_file(path, name, size) < 0) {
		*name = '\0';
		return false;
	}
	name[strcspn(name, "\n")] = '\0';
	return true;
}
