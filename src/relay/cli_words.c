#include "cli_words.h"

#include <stddef.h>
#include <string.h>

static const char BLANKS[] = " \t\n\r\v\f";

static char *
trim(char *text)
{
	text += strspn(text, BLANKS);
	size_t length = strlen(text);
	while (length > 0 && strchr(BLANKS, text[length - 1]) != NULL)
		length--;
	text[length] = '\0';
	return text;
}

/* `key:value`, both without blanks around them. */
static bool
take_tag(struct options *options, char *tag)
{
	char *colon = strchr(tag, ':');
	if (colon == NULL || tag + strspn(tag, BLANKS) == colon || options->tag_count == OPTIONS_MAX_TAGS)
		return false;
	*colon = '\0';
	const char *key = trim(tag);
	const char *value = trim(colon + 1);
	size_t key_bytes = strlen(key);
	/* Both lie in the room of the word, the key first. */
	memmove(tag, key, key_bytes);
	tag[key_bytes] = ':';
	memmove(tag + key_bytes + 1, value, strlen(value) + 1);
	options->tags[options->tag_count++] = tag;
	return true;
}

/* Returns the value of an option that has one, in the same word or the next; NULL: it is another option, or has none. */
static char *
take_value(char ***words, const char *option)
{
	char *word = **words;
	size_t length = strlen(option);
	if (strncmp(word, option, length) != 0)
		return NULL;
	char *value = word[length] == '=' ? word + length + 1 : word[length] == '\0' ? (*words)[1] : NULL;
	if (value == NULL || *value == '\0')
		return NULL;
	if (word[length] != '=') {
		if (*value == '-')
			return NULL;
		(*words)++;
	}
	return value;
}

static bool
take_option(struct options *options, char ***words)
{
	char *value;
	const char *word = **words;
	if ((value = take_value(words, "--title")) != NULL) {
		options->title = value;
		return true;
	}
	if ((value = take_value(words, "--tag")) != NULL)
		return take_tag(options, value);
	if (strcmp(word, "--record-input") == 0)
		options->input = INPUT_RECORDED;
	else if (strcmp(word, "--no-record-input") == 0)
		options->input = INPUT_LEFT_OUT;
	else if (strcmp(word, "--quiet") == 0)
		options->quiet = true;
	else if (strcmp(word, "--no-upload") == 0)
		options->no_upload = true;
	else
		return false;
	return true;
}

bool
cli_words_parse(struct options *options, char **words)
{
	*options = (struct options){.origin = "shell"};
	if (*words != NULL && strcmp(*words, "record") == 0)
		words++;
	for (; *words != NULL && strcmp(*words, "--") != 0; words++)
		if (!take_option(options, &words))
			return false;
	if (*words != NULL)
		words++;
	options->argv = words;
	if (*words != NULL)
		options->origin = "command";
	return true;
}
