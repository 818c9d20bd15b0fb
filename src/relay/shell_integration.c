#define _GNU_SOURCE
#include "shell_integration.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* More words than the longest of our beginnings has, and the NULL. */
#define ADDED_WORDS 4

struct shell_start {
	/* The shell's file, without its folder. */
	const char *name;
	/* A file, or for zsh the folder of it. */
	char script[PATH_MAX];
	/* argv[0], ours, and then those of the user that stay. */
	char **words;
	size_t count;
	size_t room;
	char **envp;
	bool failed;
};

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Whether a word is `-` or `+` and then letters of one kind alone. */
static bool
is_cluster(const char *word, int (*is_letter)(int))
{
	if ((*word != '-' && *word != '+') || word[1] == '\0')
		return false;
	for (word++; *word != '\0'; word++)
		if ((unsigned char)*word >= 0x80 || !is_letter((unsigned char)*word))
			return false;
	return true;
}

static bool
has_any(const char *word, const char *letters)
{
	return strpbrk(word, letters) != NULL;
}

static void
add_word(struct shell_start *start, char *word)
{
	start->words[start->count++] = word;
}

static void
add_text(struct shell_start *start, const char *text)
{
	char *copy = strdup(text);
	if (copy == NULL)
		start->failed = true;
	else
		add_word(start, copy);
}

static void
set_variable(struct shell_start *start, const char *name, const char *value)
{
	char **envp = command_environment(start->envp, name, value);
	if (envp == NULL)
		start->failed = true;
	else
		start->envp = envp;
}

/* bash */

struct bash_words {
	bool is_login;
	bool has_norc;
	bool has_noprofile;
	char *rcfile;
	/* What remains without the options above that choose startup files. */
	char **rest;
	size_t count;
};

/* `-login` is as good as `--login`. Returns NULL for no long option. */
static const char *
long_option(const char *word)
{
	if (*word != '-')
		return NULL;
	const char *name = word + (word[1] == '-' ? 2 : 1);
	return strlen(name) > 1 ? name : NULL;
}

static void
take_plain_option(struct bash_words *parsed, const char *name, char *word)
{
	if (strcmp(name, "norc") == 0)
		parsed->has_norc = true;
	else if (strcmp(name, "noprofile") == 0)
		parsed->has_noprofile = true;
	else
		parsed->rest[parsed->count++] = word;
	if (strcmp(name, "login") == 0)
		parsed->is_login = true;
}

/* Long options stand before the short ones. Returns the first word that is none. */
static char **
take_long_options(struct bash_words *parsed, char **words)
{
	static const char *const FILES[] = {"rcfile", "init-file", NULL};
	static const char *const PLAIN[] = {"login", "norc", "noprofile", "noediting", "verbose", "debugger", NULL};
	for (; *words != NULL; words++) {
		const char *name = long_option(*words);
		if (name != NULL && is_one_of(name, FILES) && words[1] != NULL)
			parsed->rcfile = *++words;
		else if (name != NULL && is_one_of(name, PLAIN))
			take_plain_option(parsed, name, *words);
		else
			break;
	}
	return words;
}

/* Returns false for what asks for no session: a script, `-c`, `--version`, … */
static bool
take_short_options(struct bash_words *parsed, char **words)
{
	for (; *words != NULL; words++) {
		char *word = *words;
		if (!is_cluster(word, isalpha) || (*word == '-' && has_any(word, "crpDn")))
			return false;
		parsed->rest[parsed->count++] = word;
		if (*word == '-' && has_any(word, "l"))
			parsed->is_login = true;
		if (!has_any(word, "oO"))
			continue;
		if (*++words == NULL || strcmp(*words, "posix") == 0)
			return false;
		parsed->rest[parsed->count++] = *words;
	}
	return true;
}

static bool
is_posix_bash(void)
{
	const char *options = getenv("SHELLOPTS");
	if (getenv("POSIXLY_CORRECT") != NULL)
		return true;
	for (const char *at = options; at != NULL; at = strchr(at, ':')) {
		at += *at == ':';
		if (strncmp(at, "posix", 5) == 0 && (at[5] == ':' || at[5] == '\0'))
			return true;
	}
	return false;
}

/* bash reads our file in the place of ~/.bashrc; the system's bashrc it still reads by itself. */
static void
start_with_rcfile(struct shell_start *start, const struct bash_words *parsed)
{
	add_text(start, "--rcfile");
	add_text(start, start->script);
	if (parsed->rcfile != NULL)
		set_variable(start, "DDCOTERM_BASH_RCFILE", parsed->rcfile);
}

/* A login shell reads no --rcfile, nor does --norc. In POSIX mode bash reads ENV alone; the script leaves that mode. */
static void
start_through_posix(struct shell_start *start, const struct bash_words *parsed)
{
	char words[64];
	const char *env = getenv("ENV");
	snprintf(words, sizeof words, "posix %s%s%s", parsed->is_login ? "login" : "norc",
		parsed->has_noprofile ? " noprofile" : "", getenv("HISTFILE") != NULL ? " histfile" : "");
	add_text(start, "--posix");
	if (env != NULL)
		set_variable(start, "DDCOTERM_BASH_ENV", env);
	set_variable(start, "ENV", start->script);
	set_variable(start, "DDCOTERM_BASH_START", words);
}

static bool
start_bash(struct shell_start *start, char **user_words)
{
	struct bash_words parsed = {.rest = calloc(start->room, sizeof *start->words)};
	bool is_session = parsed.rest != NULL && !is_posix_bash() &&
	                  take_short_options(&parsed, take_long_options(&parsed, user_words));
	if (is_session) {
		parsed.is_login = parsed.is_login || start->name[0] == '-';
		if (parsed.is_login || parsed.has_norc)
			start_through_posix(start, &parsed);
		else
			start_with_rcfile(start, &parsed);
		for (size_t i = 0; i < parsed.count; i++)
			add_word(start, parsed.rest[i]);
	}
	free(parsed.rest);
	return is_session;
}

/* zsh */

/* False also for shells without startup files (`-f`, `-o norcs`) and for emulations of other shells. */
static bool
is_interactive_zsh(char **words)
{
	static const char *const LONG[] = {"--login", "--interactive", NULL};
	for (; *words != NULL; words++) {
		if (is_one_of(*words, LONG))
			continue;
		if (!is_cluster(*words, isalnum) || (**words == '-' && has_any(*words, "cfbpn")))
			return false;
		if (!has_any(*words, "o"))
			continue;
		if (*++words == NULL || strcasecmp(*words, "norcs") == 0 || strcasecmp(*words, "no_rcs") == 0)
			return false;
	}
	return true;
}

/* zsh looks for its first startup file in ZDOTDIR; ours there gives the variable back before it runs the user's. */
static bool
start_zsh(struct shell_start *start, char **user_words)
{
	const char *folder = getenv("ZDOTDIR");
	if (!is_interactive_zsh(user_words))
		return false;
	for (; *user_words != NULL; user_words++)
		add_word(start, *user_words);
	*strrchr(start->script, '/') = '\0';
	set_variable(start, "ZDOTDIR", start->script);
	if (folder != NULL)
		set_variable(start, "DDCOTERM_ZDOTDIR", folder);
	return true;
}

/* fish */

/* Options that only colour a session, and take no value or have it with them. */
static bool
is_harmless_fish(const char *word)
{
	static const char *const PLAIN[] = {"--interactive", "--login", "--no-config", "--private", NULL};
	static const char *const JOINED[] = {"--init-command=", "--debug=", "--debug-output=", "--features=", NULL};
	if (is_one_of(word, PLAIN))
		return true;
	for (size_t i = 0; JOINED[i] != NULL; i++)
		if (strncmp(word, JOINED[i], strlen(JOINED[i])) == 0)
			return true;
	if (word[0] != '-' || word[1] == '\0' || word[1] == '-')
		return false;
	if (word[2] != '\0' && strchr("Cdof", word[1]) != NULL)
		return true;
	return word[1 + strspn(word + 1, "ilNP")] == '\0';
}

static bool
is_interactive_fish(char **words)
{
	static const char *const VALUE[] = {"-C", "-d", "-o", "-f", "-D", "--init-command", "--debug", "--debug-output",
		"--features", "--debug-stack-frames", NULL};
	for (; *words != NULL; words++) {
		if (is_one_of(*words, VALUE)) {
			if (words[1] != NULL)
				words++;
		} else if (!is_harmless_fish(*words)) {
			return false;
		}
	}
	return true;
}

static bool
start_fish(struct shell_start *start, char **user_words)
{
	char line[2 * PATH_MAX + 16] = "source '";
	char *to = line + strlen(line);
	if (!is_interactive_fish(user_words))
		return false;
	for (const char *from = start->script; *from != '\0'; from++) {
		if (*from == '\\' || *from == '\'')
			*to++ = '\\';
		*to++ = *from;
	}
	memcpy(to, "'", 2);
	add_text(start, "--init-command");
	add_text(start, line);
	for (; *user_words != NULL; user_words++)
		add_word(start, *user_words);
	return true;
}

static const struct {
	const char *name;
	const char *script;
	bool (*start)(struct shell_start *start, char **user_words);
} SHELLS[] = {
	{"bash", "ddcoterm.bash", start_bash},
	{"zsh", "zsh/.zshenv", start_zsh},
	{"fish", "ddcoterm.fish", start_fish},
};
#define SHELL_COUNT (sizeof SHELLS / sizeof SHELLS[0])

/* `bash-5.2` is a bash; `rbash`, `sh` and `rzsh` start in their own way. */
static bool
is_named(const char *file, const char *name)
{
	file += *file == '-';
	if (strncmp(file, name, strlen(name)) != 0)
		return false;
	file += strlen(name);
	if (*file == '\0')
		return true;
	file += *file == '-';
	return isdigit((unsigned char)*file) && file[strspn(file, "0123456789.")] == '\0';
}

/* Returns whether the words and the environment are complete. */
static bool
prepare(struct shell_start *start, size_t which, const struct command *command, const char *folder)
{
	int length = snprintf(start->script, sizeof start->script, "%s/%s", folder, SHELLS[which].script);
	if (length < 0 || (size_t)length >= sizeof start->script || access(start->script, F_OK) != 0)
		return false;
	start->room = ADDED_WORDS;
	for (char **word = command->argv; *word != NULL; word++)
		start->room++;
	start->words = calloc(start->room, sizeof *start->words);
	if (start->words == NULL)
		return false;
	add_word(start, command->argv[0]);
	return SHELLS[which].start(start, command->argv + 1) && !start->failed;
}

const char *
shell_integration_apply(struct command *command, const char *folder)
{
	const char *slash = strrchr(command->executable, '/');
	struct shell_start start = {
		.name = slash == NULL ? command->executable : slash + 1, .envp = command->envp};
	size_t which = 0;
	while (which < SHELL_COUNT && !is_named(start.name, SHELLS[which].name))
		which++;
	if (folder == NULL || which == SHELL_COUNT || !prepare(&start, which, command, folder))
		return NULL;
	command->argv = start.words;
	command->envp = start.envp;
	return SHELLS[which].name;
}
