#define _GNU_SOURCE
#include "failure_log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "json_writer.h"

/* Beyond this nothing is added: the node host and the agent's doctor trim it. */
#define MAX_LOG_BYTES (128 * 1024)

void
failure_log_append(const char *root, const char *code, const char *command, const char *message)
{
	char path[PATH_MAX];
	struct stat file;
	struct timespec now;
	struct json_writer json = JSON_WRITER_VOID;
	snprintf(path, sizeof path, "%s/log", root);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/log/host-failures.jsonl", root);
	if (stat(path, &file) == 0 && file.st_size > MAX_LOG_BYTES)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	json_open(&json, '{');
	json_key(&json, "atMs");
	json_number(&json, (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	json_key(&json, "code");
	json_string(&json, code);
	json_key(&json, "command");
	json_string(&json, command);
	json_key(&json, "message");
	json_string(&json, message);
	json_close(&json, '}');
	json_raw(&json, "\n", 1);
	int fd = json.failed ? -1 : fd_open(path, O_WRONLY | O_CREAT | O_APPEND);
	if (fd >= 0) {
		fd_write_all(fd, json.text, json.length);
		close(fd);
	}
	json_free(&json);
}
