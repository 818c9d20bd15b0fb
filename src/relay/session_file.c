#define _GNU_SOURCE
#include "session_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "json_scan.h"
#include "process_facts.h"

#define MAX_FILE_BYTES 1024

static bool
name_folder(char *folder, size_t size, const char *root)
{
	int length = snprintf(folder, size, "%s/run/sessions", root);
	return length > 0 && (size_t)length < size;
}

/* `/dev/pts/5` is written as `pts-5`. */
static bool
name_file(char *path, size_t size, const char *folder, const char *pty)
{
	const char *name = strncmp(pty, "/dev/", 5) == 0 ? pty + 5 : pty;
	int length = snprintf(path, size, "%s/%s.json", folder, name);
	if (length < 0 || (size_t)length >= size)
		return false;
	for (char *at = path + strlen(folder) + 1; *at != '\0'; at++)
		if (*at == '/')
			*at = '-';
	return true;
}

void
session_file_write(
	struct session_file *file, const char *root, const char *session, const char *pty, dev_t dev, dev_t rdev)
{
	char folder[PATH_MAX - 300];
	char temporary[PATH_MAX + 16];
	char text[MAX_FILE_BYTES];
	struct process_facts self;
	file->path[0] = '\0';
	if (!process_facts_read(&self, 0) || !name_folder(folder, sizeof folder, root) ||
	    !name_file(file->path, sizeof file->path, folder, pty))
		goto failed;
	int length = snprintf(text, sizeof text,
		"{\"session\":\"%s\",\"hostPid\":%ld,\"hostStart\":\"%s\",\"dev\":%llu,\"rdev\":%llu}", session, (long)getpid(),
		self.start, (unsigned long long)dev, (unsigned long long)rdev);
	snprintf(temporary, sizeof temporary, "%s.%ld", file->path, (long)getpid());
	int fd = fd_open(temporary, O_WRONLY | O_CREAT | O_TRUNC);
	if (fd < 0 && mkdir(folder, 0700) == 0)
		fd = fd_open(temporary, O_WRONLY | O_CREAT | O_TRUNC);
	if (fd < 0)
		goto failed;
	int written = fd_write_all(fd, text, (size_t)length);
	close(fd);
	if (written == 0 && rename(temporary, file->path) == 0)
		return;
	unlink(temporary);
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
	char folder[PATH_MAX - 300];
	char path[PATH_MAX];
	bool found = false;
	if (!name_folder(folder, sizeof folder, root))
		return false;
	DIR *listing = opendir(folder);
	if (listing == NULL)
		return false; /* no session was ever recorded here */
	for (struct dirent *entry; !found && (entry = readdir(listing)) != NULL;) {
		size_t length = strlen(entry->d_name);
		if (length < 5 || strcmp(entry->d_name + length - 5, ".json") != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		found = tells_of(path, dev, rdev);
	}
	closedir(listing);
	return found;
}
