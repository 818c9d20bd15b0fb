/*
 * Invocations that a policy lets run without any action, as the agent noted them (`src/agent/verdict-cache.ts`): about those
 * nobody need be asked again until config.yaml changes.
 */
#ifndef VERDICT_CACHE_H
#define VERDICT_CACHE_H

#include <stdbool.h>

/*
 * root   the home folder
 * name   argv[0]
 * words  the others, NULL at the end
 */
bool verdict_cache_knows(const char *root, const char *name, char *const *words);

#endif
