#define _GNU_SOURCE
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"

/* Larger than any such file with a reasonable number of tags and commands. */
#define MAX_BYTES ((off_t)256 * 1024)

#define FOREIGN_WRITE_BITS 022

/* Node starts in 50 ms, on a machine with too much to do in seconds. A launcher that takes longer hangs. */
#define ANSWER_MS 15000

int
settings_stamp(char *stamp, size_t size, const char *root)
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

/* Settings for the one command. Their keys begin with "command_". */
static void
apply_command_line(struct settings *settings, const char *key, const char *value)
{
	if (strcmp(key, "command_record") == 0)
		settings->leaves_alone = *value == '0';
	else if (strcmp(key, "command_policy") == 0)
		settings->has_policy = *value == '1';
	else if (strcmp(key, "command_capture") == 0)
		settings->captures_all = strcmp(value, "all") == 0;
	else if (strcmp(key, "command_record_input") == 0)
		settings->records_input = *value == '1';
}

/* A value that is none of the two leaves the setting as it is. Returns whether it was one. */
static bool
apply_choice(bool *setting, const char *value, const char *off, const char *on)
{
	bool is_on = strcmp(value, on) == 0;
	if (!is_on && strcmp(value, off) != 0)
		return false;
	*setting = is_on;
	return true;
}

static void
apply_flag(bool *setting, const char *value)
{
	if (!apply_choice(setting, value, "0", "1"))
		apply_choice(setting, value, "false", "true");
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

/* What a variable can overrule. */
static void
apply_overruled(struct settings *settings, const char *key, const char *value)
{
	if (strcmp(key, "on_failure") == 0)
		apply_choice(&settings->blocks_on_failure, value, "open", "block");
	else if (strcmp(key, "capture") == 0)
		apply_choice(&settings->captures_all, value, "terminal", "all");
	else if (strcmp(key, "record_input") == 0)
		apply_flag(&settings->records_input, value);
	else if (strcmp(key, "announce") == 0)
		apply_flag(&settings->announces, value);
	else if (strcmp(key, "announce_shims") == 0)
		apply_flag(&settings->announces_shims, value);
	else if (strcmp(key, "shell_integration") == 0)
		apply_flag(&settings->integrates_shells, value);
	else if (strcmp(key, "processes") == 0)
		apply_processes(&settings->processes, value);
}

static void
apply_line(struct settings *settings, const char *key, const char *value)
{
	if (strcmp(key, "user") == 0)
		settings->user = value;
	else if (strcmp(key, "shell") == 0)
		settings->shell = value;
	else if (strcmp(key, "socket") == 0)
		settings->socket = value;
	else if (strcmp(key, "node") == 0)
		settings->node = value;
	else if (strcmp(key, "agent") == 0)
		settings->agent = value;
	else if (strcmp(key, "integration") == 0)
		settings->integration = value;
	else if (strcmp(key, "policy") == 0)
		settings->has_policy = *value == '1';
	else if (strcmp(key, "forward") == 0 && settings->forwarded_count < SETTINGS_MAX_VARIABLES)
		settings->forwarded[settings->forwarded_count++] = value;
	else
		apply_overruled(settings, key, value);
}

/* `DDCOTERM_ON_FAILURE` for on_failure. Variables win over config.yaml, but not over what it says of the one command. */
static void
apply_environment(struct settings *settings)
{
	static const char *const KEYS[] = {
		"on_failure", "record_input", "capture", "announce", "announce_shims", "shell_integration", "processes"};
	for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
		char name[40] = "DDCOTERM_";
		char *to = name + strlen(name);
		for (const char *from = KEYS[i]; *from != '\0'; from++)
			*to++ = *from == '_' ? '_' : (char)(*from - 'a' + 'A');
		*to = '\0';
		const char *value = getenv(name);
		if (value != NULL && *value != '\0')
			apply_overruled(settings, KEYS[i], value);
	}
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
	return true;
}

/* Reads settings->text. Lines of single commands stand behind the general ones. */
static bool
parse(struct settings *settings, const char *stamp, const char *command)
{
	bool is_general = true;
	bool applies = false;
	bool is_whole = false;
	char *rest = settings->text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *value = strchr(line, '=');
		if (value == NULL)
			continue;
		*value++ = '\0';
		unescape(value);
		if (!is_in_force(line, value, stamp))
			return false;
		is_whole = strcmp(line, "end") == 0;
		bool is_commands = strncmp(line, "command", 7) == 0;
		if (is_general && (is_commands || is_whole)) {
			is_general = false;
			apply_environment(settings);
		}
		if (strcmp(line, "command") == 0)
			applies = strcmp(value, command) == 0;
		else if (!is_commands)
			apply_line(settings, line, value);
		else if (applies)
			apply_command_line(settings, line, value);
	}
	return is_whole && settings->socket != NULL && settings->user != NULL;
}

/* Takes the text, which settings->text owns then. */
static bool
take_text(struct settings *settings, char *text, const char *root, const char *command)
{
	char stamp[80];
	*settings = SETTINGS_VOID;
	settings->text = text;
	if (text != NULL && settings_stamp(stamp, sizeof stamp, root) == 0 && parse(settings, stamp, command))
		return true;
	free(text);
	*settings = SETTINGS_VOID;
	return false;
}

bool
settings_read(struct settings *settings, const char *root, const char *command)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof path, "%s/run/host-settings", root);
	return length > 0 && (size_t)length < sizeof path && take_text(settings, read_own_file(path), root, command);
}

static _Noreturn void
become_launcher(const char *root, int output)
{
	char path[PATH_MAX];
	char option[] = "--print-settings";
	int length = snprintf(path, sizeof path, "%s/bin/ddcoterm-host", root);
	char *words[] = {path, option, NULL};
	fd_leave_standard();
	if (length > 0 && (size_t)length < sizeof path && dup2(output, 1) == 1)
		execv(path, words);
	_exit(127);
}

/* Reads to the end, or until it takes too long. Returns the text, to be freed, or NULL. */
static char *
read_answer(int fd)
{
	char *text = malloc((size_t)MAX_BYTES);
	size_t length = 0;
	struct pollfd input = {.fd = fd, .events = POLLIN};
	while (text != NULL && length < (size_t)MAX_BYTES - 1 && poll(&input, 1, ANSWER_MS) > 0) {
		ssize_t got = read(fd, text + length, (size_t)MAX_BYTES - 1 - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0) {
			text[length] = '\0';
			return text;
		}
		if (got < 0)
			break;
		length += (size_t)got;
	}
	free(text);
	return NULL;
}

bool
settings_ask(struct settings *settings, const char *root, const char *command)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	int answer_in = fd_keep(ends[0]);
	int answer_out = fd_keep(ends[1]);
	pid_t launcher = fork();
	if (launcher == 0)
		become_launcher(root, answer_out);
	fd_close(&answer_out);
	char *text = launcher < 0 ? NULL : read_answer(answer_in);
	fd_close(&answer_in);
	if (launcher > 0 && text == NULL)
		kill(launcher, SIGKILL);
	while (launcher > 0 && waitpid(launcher, NULL, 0) < 0 && errno == EINTR)
		;
	return take_text(settings, text, root, command);
}

bool
settings_demand_recording(const char *root)
{
	char path[PATH_MAX];
	static char text[64 * 1024];
	const char *variable = getenv("DDCOTERM_ON_FAILURE");
	if (variable != NULL && (strcmp(variable, "block") == 0 || strcmp(variable, "open") == 0))
		return *variable == 'b';
	int length = snprintf(path, sizeof path, "%s/config.yaml", root);
	if (length < 0 || (size_t)length >= sizeof path || fd_read_file(path, text, sizeof text) <= 0)
		return false;
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\r\n")) != NULL;) {
		if (strncmp(line, "on_failure:", 11) == 0)
			return strncmp(line + 11 + strspn(line + 11, " \t\"'"), "block", 5) == 0;
	}
	return false;
}
