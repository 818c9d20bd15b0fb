#define _GNU_SOURCE
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

/* Larger than any such file with a reasonable number of tags and commands. */
#define MAX_BYTES ((off_t)256 * 1024)

#define FOREIGN_WRITE_BITS 022

/* What tells one config.yaml from another: time of change in nanoseconds, size and inode; "none" without a file. */
static int
describe_config(char *stamp, size_t size, const char *root)
{
	char path[PATH_MAX];
	struct stat config;
	int length = snprintf(path, sizeof path, "%s/config.yaml", root);
	if (length < 0 || (size_t)length >= sizeof path)
		return -1;
	if (stat(path, &config) != 0)
		return snprintf(stamp, size, "none") > 0 && (errno == ENOENT || errno == ENOTDIR) ? 0 : -1;
	long long ns = (long long)config.st_mtim.tv_sec * 1000000000LL + config.st_mtim.tv_nsec;
	snprintf(stamp, size, "%lld:%lld:%llu", ns, (long long)config.st_size, (unsigned long long)config.st_ino);
	return 0;
}

/* Returns the file's text, to be freed; NULL where it is missing, or not the user's own. */
static char *
read_own_file(const char *path)
{
	struct stat file;
	char *text = NULL;
	size_t length = 0;
	int fd = fd_open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == geteuid() &&
	    (file.st_mode & FOREIGN_WRITE_BITS) == 0 && file.st_size > 0 && file.st_size <= MAX_BYTES)
		text = malloc((size_t)file.st_size + 1);
	while (text != NULL && length < (size_t)file.st_size) {
		ssize_t got = read(fd, text + length, (size_t)file.st_size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	close(fd);
	if (text != NULL)
		text[length] = '\0';
	return text;
}

/* A line-break and a backslash inside a value are written as \n and \\. */
static void
unescape(char *value)
{
	char *to = value;
	for (const char *from = value; *from != '\0'; from++, to++) {
		if (from[0] == '\\' && from[1] != '\0') {
			from++;
			*to = *from == 'n' ? '\n' : *from;
		} else {
			*to = *from;
		}
	}
	*to = '\0';
}

/* Settings for the one command, which win over the general ones. Their keys begin with "command_". */
static void
apply_command_line(struct settings *settings, const char *key, const char *value)
{
	if (strcmp(key, "command_record") == 0)
		settings->leaves_alone = *value == '0';
	else if (strcmp(key, "command_capture") == 0)
		settings->captures_all = strcmp(value, "all") == 0;
	else if (strcmp(key, "command_record_input") == 0)
		settings->records_input = *value == '1';
}

static void
apply_processes(enum process_wish *wish, const char *value)
{
	if (strcmp(value, "auto") == 0)
		*wish = PROCESS_WISH_AUTO;
	else if (strcmp(value, "proc") == 0)
		*wish = PROCESS_WISH_PROC;
	else if (strcmp(value, "none") == 0)
		*wish = PROCESS_WISH_NONE;
}

static void
apply_line(struct settings *settings, const char *key, const char *value)
{
	bool is_on = *value == '1';
	if (strcmp(key, "user") == 0)
		settings->user = value;
	else if (strcmp(key, "socket") == 0)
		settings->socket = value;
	else if (strcmp(key, "node") == 0)
		settings->node = value;
	else if (strcmp(key, "agent") == 0)
		settings->agent = value;
	else if (strcmp(key, "on_failure") == 0)
		settings->blocks_on_failure = strcmp(value, "block") == 0;
	else if (strcmp(key, "record_input") == 0)
		settings->records_input = is_on;
	else if (strcmp(key, "capture") == 0)
		settings->captures_all = strcmp(value, "all") == 0;
	else if (strcmp(key, "announce") == 0)
		settings->announces = is_on;
	else if (strcmp(key, "announce_shims") == 0)
		settings->announces_shims = is_on;
	else if (strcmp(key, "shell_integration") == 0)
		settings->integrates_shells = is_on;
	else if (strcmp(key, "processes") == 0)
		apply_processes(&settings->processes, value);
	else if (strcmp(key, "forward") == 0 && settings->forwarded_count < SETTINGS_MAX_VARIABLES)
		settings->forwarded[settings->forwarded_count++] = value;
}

/* What must be so for the lines to hold here and now. Returns false for a line that says otherwise. */
static bool
is_in_force(const char *key, const char *value, const char *stamp)
{
	if (strcmp(key, "version") == 0)
		return strcmp(value, DDCOTERM_VERSION) == 0;
	if (strcmp(key, "stamp") == 0)
		return strcmp(value, stamp) == 0;
	if (strcmp(key, "uid") == 0)
		return strtoul(value, NULL, 10) == geteuid();
	if (strcmp(key, "variable") == 0) {
		const char *overruling = getenv(value);
		return overruling == NULL || *overruling == '\0';
	}
	return true;
}

bool
settings_read(struct settings *settings, const char *root, const char *command)
{
	char path[PATH_MAX];
	char stamp[80];
	bool applies = false;
	bool is_whole = false;
	*settings = SETTINGS_VOID;
	int length = snprintf(path, sizeof path, "%s/run/host-settings", root);
	if (length < 0 || (size_t)length >= sizeof path || describe_config(stamp, sizeof stamp, root) != 0)
		return false;
	settings->text = read_own_file(path);
	if (settings->text == NULL)
		return false;
	char *rest = settings->text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *value = strchr(line, '=');
		if (value == NULL)
			continue;
		*value++ = '\0';
		unescape(value);
		if (!is_in_force(line, value, stamp))
			return false;
		if (strcmp(line, "command") == 0)
			applies = strcmp(value, command) == 0;
		else if (strncmp(line, "command_", 8) != 0)
			apply_line(settings, line, value);
		else if (applies)
			apply_command_line(settings, line, value);
		is_whole = strcmp(line, "end") == 0;
	}
	return is_whole && settings->socket != NULL && settings->user != NULL;
}
