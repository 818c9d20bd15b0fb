/* The command line: `[--opt=value …] NAME REAL ARGS…`, as `src/host/arguments.ts` has it. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_MAX_TAGS 64

/* What the invocation says about keys. */
enum input_wish { INPUT_AS_CONFIGURED, INPUT_RECORDED, INPUT_LEFT_OUT };

struct options {
	const char *origin;
	/* As typed, without a folder. Becomes argv[0] and names the profile. */
	char *name;
	/* Path of the real command. */
	char *executable;
	/* The command's words, argv[0] included, NULL at the end. Its first is the caller's to set. */
	char **argv;
	const char *title;
	/* `key:value` as written; the key is not empty. */
	const char *tags[OPTIONS_MAX_TAGS];
	size_t tag_count;
	enum input_wish input;
	bool no_upload;
	bool quiet;
	/* What happens to it, whatever the policy says: `record,approval`; NULL: as the policy says. */
	const char *actions;
	/* For the approver; NULL: none is given. */
	const char *reason;
	/* NULL: we make one. */
	const char *session;
};

/*
 * Options stand before the command's name; `--` ends them. The words of the command are never looked at.
 *
 * words     of main, without argv[0], NULL at the end
 * problem   receives what is wrong, for the user
 *
 * Returns 0, or -1 for a command line that is not understood.
 */
int options_parse(struct options *options, char **words, char *problem, size_t size);

#endif
