#define _GNU_SOURCE
#include "session_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fd.h"
#include "json_scan.h"
#include "process_facts.h"

#define MAX_FILE_BYTES 1024

/* Of pseudo-terminals, and of nothing else that a host makes. Documentation/admin-guide/devices.txt of Linux. */
#define PTS_MAJOR 136

/* `/dev/pts/5` is written as `pts-5`. */
static bool
name_file(char path[PATH_MAX], const char *root, dev_t rdev)
{
	int length = snprintf(path, PATH_MAX, "%s/run/sessions/pts-%u.json", root, minor(rdev));
	return major(rdev) == PTS_MAJOR && length > 0 && length < PATH_MAX;
}

static int
create(const char *path, const char *root)
{
	char folder[PATH_MAX];
	int fd = fd_open(path, O_WRONLY | O_CREAT | O_TRUNC);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	int length = snprintf(folder, sizeof folder, "%s/run/sessions", root);
	if (length < 0 || (size_t)length >= sizeof folder || mkdir(folder, 0700) != 0)
		return -1;
	return fd_open(path, O_WRONLY | O_CREAT | O_TRUNC);
}

void
session_file_write(struct session_file *file, const char *root, const char *session, dev_t dev, dev_t rdev)
{
	char text[MAX_FILE_BYTES];
	struct process_facts self;
	file->path[0] = '\0';
	if (!process_facts_read(&self, 0) || !name_file(file->path, root, rdev))
		goto failed;
	int length = snprintf(text, sizeof text,
		"{\"session\":\"%s\",\"hostPid\":%ld,\"hostStart\":\"%s\",\"dev\":%llu,\"rdev\":%llu}", session, (long)getpid(),
		self.start, (unsigned long long)dev, (unsigned long long)rdev);
	/* In its place at once: who is to find it is not there yet. */
	int fd = create(file->path, root);
	if (fd < 0)
		goto failed;
	int written = fd_write_all(fd, text, (size_t)length);
	close(fd);
	if (written == 0)
		return;
	unlink(file->path);
failed:
	file->path[0] = '\0';
}

void
session_file_remove(struct session_file *file)
{
	if (file->path[0] != '\0')
		unlink(file->path);
	file->path[0] = '\0';
}

static bool
tells_of(const char *path, dev_t dev, dev_t rdev)
{
	char text[MAX_FILE_BYTES];
	char start[24];
	unsigned long long pid;
	unsigned long long file_dev;
	unsigned long long file_rdev;
	struct process_facts host;
	if (fd_read_file(path, text, sizeof text) <= 0)
		return false;
	if (!json_scan_number(text, "hostPid", &pid) || !json_scan_number(text, "rdev", &file_rdev) ||
	    !json_scan_string(text, "hostStart", start, sizeof start))
		return false;
	if (file_rdev != rdev || pid == 0)
		return false;
	if (dev != 0 && json_scan_number(text, "dev", &file_dev) && file_dev != dev)
		return false;
	return process_facts_read(&host, (pid_t)pid) && strcmp(host.start, start) == 0;
}

bool
session_file_is_recorded(const char *root, dev_t dev, dev_t rdev)
{
	char path[PATH_MAX];
	return name_file(path, root, rdev) && tells_of(path, dev, rdev);
}
