/*
 * The settings of config.yaml as far as a host needs them, from `run/host-settings`: lines that the node host wrote
 * (`src/host/host-settings.ts`), stamped with the config.yaml that they tell of. A stamp that does not fit means that
 * the node host has to run once more, which reads config.yaml itself and writes the lines anew.
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
	const char *socket;
	const char *node;
	const char *agent;
	bool blocks_on_failure;
	bool records_input;
	bool captures_all;
	bool announces;
	bool announces_shims;
	bool integrates_shells;
	enum process_wish processes;
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
 * Returns whether there are settings that may be used: whole, of this version and this user, no older than config.yaml,
 * and not overruled by a variable of the environment.
 */
bool settings_read(struct settings *settings, const char *root, const char *command);

#endif
