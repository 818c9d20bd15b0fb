#define _GNU_SOURCE
#include "verdict_cache.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "settings.h"

#define MAX_FILE_BYTES ((size_t)64 * 1024)

/* FNV-1a, 64 bits. */
#define FNV_OFFSET UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t
add_word(uint64_t hash, const char *word)
{
	for (;; word++) {
		hash = (hash ^ (unsigned char)*word) * FNV_PRIME;
		if (*word == '\0')
			return hash;
	}
}

static bool
is_own(const char *path)
{
	struct stat file;
	return lstat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == geteuid() && (file.st_mode & 022) == 0;
}

bool
verdict_cache_knows(const char *root, const char *name, char *const *words)
{
	static char text[MAX_FILE_BYTES];
	char path[PATH_MAX];
	char stamp[80];
	char line[24];
	int length = snprintf(path, sizeof path, "%s/run/policy-cache", root);
	if (length < 0 || (size_t)length >= sizeof path || !is_own(path) || fd_read_file(path, text, sizeof text) <= 0)
		return false;
	size_t end = strcspn(text, "\n");
	if (settings_stamp(stamp, sizeof stamp, root) != 0 || strlen(stamp) != end || memcmp(text, stamp, end) != 0)
		return false;
	uint64_t hash = add_word(FNV_OFFSET, name);
	for (; *words != NULL; words++)
		hash = add_word(hash, *words);
	snprintf(line, sizeof line, "\n%016llx\n", (unsigned long long)hash);
	return strstr(text + end, line) != NULL;
}
