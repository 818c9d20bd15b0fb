#define _GNU_SOURCE
#include "program_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `SHIM_MARKER_NAME` of `src/config/home.ts`. */
#define SHIM_MARKER ".ddcoterm-shims"

static bool
is_program(const char *path)
{
	struct stat file;
	return stat(path, &file) == 0 && S_ISREG(file.st_mode) && access(path, X_OK) == 0;
}

/* folder   relative, absolute or empty, which is the working directory */
static bool
join(char path[PATH_MAX], const char *folder, size_t folder_bytes, const char *name)
{
	char cwd[PATH_MAX] = "";
	bool is_absolute = folder_bytes > 0 && folder[0] == '/';
	if (!is_absolute && (getcwd(cwd, sizeof cwd) == NULL || cwd[0] != '/'))
		return false;
	int length = snprintf(path, PATH_MAX, "%s%s%.*s%s%s", cwd, is_absolute || folder_bytes == 0 ? "" : "/",
		(int)folder_bytes, folder, "/", name);
	return length > 0 && length < PATH_MAX;
}

static bool
search_folder(const char *folder, size_t folder_bytes, const char *name, char path[PATH_MAX])
{
	struct stat marker;
	if (!join(path, folder, folder_bytes, SHIM_MARKER) || stat(path, &marker) == 0)
		return false;
	return join(path, folder, folder_bytes, name) && is_program(path);
}

bool
program_search(const char *name, char path[PATH_MAX])
{
	const char *slash = strrchr(name, '/');
	if (slash != NULL) {
		while (strncmp(name, "./", 2) == 0)
			name += 2 + strspn(name + 2, "/");
		slash = strrchr(name, '/');
		size_t folder_bytes = slash == NULL ? 0 : (size_t)(slash - name);
		if (slash == name)
			return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX && is_program(path);
		return join(path, name, folder_bytes, slash == NULL ? name : slash + 1) && is_program(path);
	}
	const char *folders = getenv("PATH");
	if (*name == '\0')
		return false;
	for (const char *at = folders == NULL ? "" : folders;; at++) {
		size_t folder_bytes = strcspn(at, ":");
		if (search_folder(at, folder_bytes, name, path))
			return true;
		at += folder_bytes;
		if (*at == '\0')
			return false;
	}
}
