#define _GNU_SOURCE
#include "process_look.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

/* Pauses between looks double from the first to the longest. */
#define FIRST_PAUSE_MS 2
#define LONGEST_PAUSE_MS 1000
/* While others than the command itself live. Without any, nothing begins unless something is typed or written. */
#define QUIET_PAUSE_MS 5000

/* A look may take one part in so many of the time. */
#define COST_DIVISOR 20

/* Fields of /proc/<pid>/stat behind the name, which is in parentheses and may hold anything. proc(5). */
enum { STAT_STATE = 0, STAT_PARENT = 1, STAT_START = 19, STAT_EXIT_CODE = 49 };

struct process_stat {
	char state;
	pid_t parent;
	uint64_t start;
	int exit_code;
};

static void
apply_field(struct process_stat *stat, int index, const char *field)
{
	if (index == STAT_STATE)
		stat->state = *field;
	else if (index == STAT_PARENT)
		stat->parent = (pid_t)strtol(field, NULL, 10);
	else if (index == STAT_START)
		stat->start = strtoull(field, NULL, 10);
	else if (index == STAT_EXIT_CODE)
		stat->exit_code = (int)strtol(field, NULL, 10);
}

static bool
read_stat(struct process_stat *stat, pid_t pid)
{
	char path[40];
	char text[1024];
	*stat = (struct process_stat){0};
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	if (fd_read_file(path, text, sizeof text) <= 0)
		return false;
	char *rest = strrchr(text, ')');
	if (rest == NULL || rest[1] == '\0')
		return false;
	rest += 2;
	for (int index = 0; index <= STAT_EXIT_CODE && rest != NULL; index++)
		apply_field(stat, index, strsep(&rest, " "));
	return stat->state != '\0';
}

/* What is new of processes we know. */

/* The kernel tells an exit status only of processes that we might trace; of others it says 0. */
static int
status_of(const struct process_entry *entry, const struct process_stat *stat)
{
	uid_t us = geteuid();
	bool is_told = us == 0 || (entry->uid == us && entry->effective_uid == us);
	return is_told ? stat->exit_code & 0xffff : -1;
}

static bool
has_become_another(struct process_watch *watch, struct process_entry *entry)
{
	process_read_argv(&watch->reading, entry->pid);
	if (watch->reading.argv_bytes == 0)
		return false;
	uint32_t before = entry->argv_hash;
	entry->argv_hash = process_reading_hash(&watch->reading);
	return before != 0 && before != entry->argv_hash;
}

/* Its parent has waited for it. */
static void
end_reaped(struct process_watch *watch, struct process_entry *entry)
{
	int status = entry->descriptor < 0 ? -1 : process_ends_status(entry->descriptor);
	process_watch_end(watch, entry, entry->ended_us != 0 ? entry->ended_us : clock_us(), status);
}

/* Nobody has waited for it yet: where its status is not for us now, it may be later. Returns whether anything was new. */
static bool
end_zombie(struct process_watch *watch, struct process_entry *entry, const struct process_stat *stat)
{
	int status = status_of(entry, stat);
	if (entry->ended_us == 0)
		entry->ended_us = clock_us();
	if (status < 0 && entry->descriptor >= 0)
		return false;
	return process_watch_end_unreaped(watch, entry, entry->ended_us, status);
}

/* Returns whether anything was new. The entry may be gone afterwards, and another in its place. */
static bool
look_at_entry(struct process_watch *watch, struct process_entry *entry)
{
	struct process_stat stat;
	bool is_there = read_stat(&stat, entry->pid) && (entry->start == 0 || entry->start == stat.start);
	if (!is_there) {
		end_reaped(watch, entry);
		return true;
	}
	entry->start = stat.start;
	if (stat.state == 'Z' || stat.state == 'X')
		return end_zombie(watch, entry, &stat);
	if (!has_become_another(watch, entry))
		return false;
	process_watch_become(watch, entry, clock_us());
	return true;
}

/* Who is new. */

static bool
note_child(struct process_watch *watch, pid_t parent, pid_t child)
{
	struct process_entry *above = process_table_find(&watch->table, parent);
	if (child <= 0 || above == NULL || process_table_find(&watch->table, child) != NULL)
		return false;
	process_watch_begin(watch, above, child, clock_us());
	struct process_entry *entry = process_table_find(&watch->table, child);
	if (entry != NULL && watch->source == PROCESS_SOURCE_PROC)
		entry->descriptor = process_ends_add(&watch->ends, child);
	return true;
}

static bool
read_children_of_thread(struct process_watch *watch, pid_t pid, const char *thread)
{
	static char text[16 * 1024];
	char path[64];
	bool is_new = false;
	snprintf(path, sizeof path, "/proc/%ld/task/%.20s/children", (long)pid, thread);
	if (fd_read_file(path, text, sizeof text) <= 0)
		return false;
	char *next = text;
	for (char *end = text; *next != '\0'; next = end) {
		long child = strtol(next, &end, 10);
		if (end == next || *end == '\0')
			break; /* the last one has a blank behind it, too, unless the list was cut within it */
		is_new |= note_child(watch, pid, (pid_t)child);
	}
	return is_new;
}

static bool
read_children(struct process_watch *watch, pid_t pid)
{
	char path[40];
	struct stat tasks;
	bool is_new = false;
	snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
	/* Two links for the folder, and one for each thread. */
	if (stat(path, &tasks) != 0 || tasks.st_nlink <= 3) {
		char thread[24];
		snprintf(thread, sizeof thread, "%ld", (long)pid);
		return read_children_of_thread(watch, pid, thread);
	}
	DIR *threads = opendir(path);
	if (threads == NULL)
		return false;
	for (struct dirent *thread; (thread = readdir(threads)) != NULL;)
		if (thread->d_name[0] != '.')
			is_new |= read_children_of_thread(watch, pid, thread->d_name);
	closedir(threads);
	return is_new;
}

/* For kernels without lists of children: everybody is asked who his parent is. */
static bool
read_everybody(struct process_watch *watch)
{
	bool is_new = false;
	DIR *processes = opendir("/proc");
	if (processes == NULL)
		return false;
	for (struct dirent *process; (process = readdir(processes)) != NULL;) {
		struct process_stat stat;
		pid_t pid = (pid_t)strtol(process->d_name, NULL, 10);
		if (pid > 0 && process_table_find(&watch->table, pid) == NULL && read_stat(&stat, pid))
			is_new |= note_child(watch, stat.parent, pid);
	}
	closedir(processes);
	return is_new;
}

bool
process_look(struct process_watch *watch)
{
	struct process_table *table = &watch->table;
	bool is_new = !watch->has_children_files && read_everybody(watch);
	/* Those that are found on the way stand behind, and are looked at as well. */
	for (size_t i = 0; i < table->count;) {
		pid_t pid = table->entries[i].pid;
		is_new |= look_at_entry(watch, &table->entries[i]);
		if (i >= table->count || table->entries[i].pid != pid)
			continue;
		if (watch->has_children_files)
			is_new |= read_children(watch, pid);
		i++;
	}
	return is_new;
}

void
process_look_and_plan(struct process_watch *watch)
{
	uint64_t begin_us = clock_us();
	bool is_new = process_look(watch);
	int cost_ms = (int)((clock_us() - begin_us) * COST_DIVISOR / 1000);
	bool has_others = watch->table.count > 1;
	int longest = has_others ? QUIET_PAUSE_MS : LONGEST_PAUSE_MS;
	watch->pause_ms = is_new ? FIRST_PAUSE_MS : watch->pause_ms * 2;
	watch->look_at = 0;
	if (watch->pause_ms > longest && !has_others)
		return;
	if (watch->pause_ms > longest)
		watch->pause_ms = longest;
	watch->look_at = clock_ms() + (watch->pause_ms > cost_ms ? watch->pause_ms : cost_ms);
}

void
process_look_at_ends(struct process_watch *watch)
{
	struct process_end ends[PROCESS_ENDS_BATCH];
	int count = process_ends_take(&watch->ends, ends);
	for (int i = 0; i < count; i++) {
		struct process_entry *entry = process_table_find(&watch->table, ends[i].pid);
		if (entry == NULL || entry->descriptor != ends[i].descriptor)
			continue;
		if (ends[i].is_reaped)
			end_reaped(watch, entry);
		else
			look_at_entry(watch, entry);
	}
	process_look_soon(watch);
}

void
process_look_soon(struct process_watch *watch)
{
	int64_t soon = clock_ms() + FIRST_PAUSE_MS;
	watch->pause_ms = FIRST_PAUSE_MS;
	if (watch->look_at == 0 || watch->look_at > soon)
		watch->look_at = soon;
}
