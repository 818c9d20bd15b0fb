/* Finds programs as a shell would, but passes over folders that hold shims: as `src/cli/find-executable.ts` does. */
#ifndef PROGRAM_SEARCH_H
#define PROGRAM_SEARCH_H

#include <limits.h>
#include <stdbool.h>

/*
 * name   as typed: a bare name is searched on PATH, one with a slash is taken from the working directory
 * path   receives the absolute path of the program
 *
 * Returns whether there is one that can be executed.
 */
bool program_search(const char *name, char path[PATH_MAX]);

#endif
