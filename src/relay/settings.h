/*
 * The settings of config.yaml as far as a host needs them: lines that Node made of it (`src/host/host-settings.ts`), kept
 * in `run/host-settings` and stamped with the config.yaml that they tell of. A stamp that does not fit means that Node
 * has to be asked once more, which reads config.yaml and writes the lines anew.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTINGS_MAX_VARIABLES 256

/* The setting `processes`. */
enum process_wish { PROCESS_WISH_AUTO, PROCESS_WISH_PROC, PROCESS_WISH_NONE };

struct settings {
	char *text;
	const char *user;
	/* Their login shell. */
	const char *shell;
	const char *socket;
	const char *node;
	const char *agent;
	/* Folder of the shells' integration scripts. */
	const char *integration;
	bool blocks_on_failure;
	bool records_input;
	bool captures_all;
	bool announces;
	bool announces_shims;
	bool integrates_shells;
	enum process_wish processes;
	/* It has a policy: the agent says whether and how it runs. */
	bool has_policy;
	/* The command is not recorded at all. */
	bool leaves_alone;
	/* Variables that HELLO may tell. */
	const char *forwarded[SETTINGS_MAX_VARIABLES];
	size_t forwarded_count;
};

#define SETTINGS_VOID ((struct settings){.text = NULL})

/*
 * root      the home folder
 * command   whose own settings apply
 *
 * Returns whether there are settings that may be used: whole, of this version and this user, no older than config.yaml.
 */
bool settings_read(struct settings *settings, const char *root, const char *command);

/*
 * What tells one config.yaml from another: time of change in nanoseconds, size and inode; "none" without a file.
 *
 * Returns 0, or -1 where it cannot be told.
 */
int settings_stamp(char *stamp, size_t size, const char *root);

/* Settings from Node itself, which takes its start. For those that settings_read does not find. */
bool settings_ask(struct settings *settings, const char *root, const char *command);

/*
 * Where the settings cannot be had at all: whether config.yaml or the environment plainly asks that nothing runs
 * unrecorded.
 */
bool settings_demand_recording(const char *root);

#endif
