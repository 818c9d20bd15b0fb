/*
 * Drives the relay's pure parts from tests, in one process for many cases. Built with sanitizers.
 *
 *   harness decode      chunks on standard input (u32 length, bytes), frames as lines out
 *   harness json        strings as hexadecimal lines in, JSON lines out
 *   harness options     command lines in, words in hexadecimal between blanks; what was understood as JSON lines out
 *   harness cli         the same for the command lines of ddcoterm itself
 *   harness shell FILE FOLDER
 *                       words of a shell in; what it is started with as JSON lines out
 *   harness echo        keys and output in, in hexadecimal; two digits out: shown at all, shown strictly
 *   harness queue SEED  a queue under random work, checked against a plain copy of what it must hold
 *   harness pace        lines of a time in milliseconds and a number of bytes that come then, 0: all that waits is sent; out: in how many
 *                       milliseconds the next frames have to go
 *   harness fuzz SECONDS SEED
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/protocol/frame.h"
#include "../../src/relay/cli_words.h"
#include "../../src/relay/echo_evidence.h"
#include "../../src/relay/frame_decoder.h"
#include "../../src/relay/frame_queue.h"
#include "../../src/relay/json_scan.h"
#include "../../src/relay/json_writer.h"
#include "../../src/relay/options.h"
#include "../../src/relay/send_pace.h"
#include "../../src/relay/shell_integration.h"

extern char **environ;

static uint64_t state;

static uint32_t
random_below(uint32_t limit)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(state >> 33) % limit;
}

/* Returns whether the stream is still believed. */
static int
feed(struct frame_decoder *decoder, const unsigned char *bytes, size_t length, int prints)
{
	struct frame frame;
	while (length > 0) {
		unsigned char *place;
		size_t room = frame_decoder_room(decoder, &place);
		size_t part = length < room ? length : room;
		if (room == 0)
			abort();
		memcpy(place, bytes, part);
		frame_decoder_add(decoder, part);
		bytes += part;
		length -= part;
		int more;
		while ((more = frame_decoder_next(decoder, &frame)) > 0) {
			uint64_t sum = 0;
			for (size_t i = 0; i < frame.payload_bytes; i++)
				sum += frame.payload[i];
			if (prints)
				printf("%d %zu %llu\n", frame.type, frame.payload_bytes, (unsigned long long)sum);
		}
		if (more < 0)
			return 0;
	}
	return 1;
}

static int
decode(void)
{
	static struct frame_decoder decoder;
	unsigned char length[4];
	while (fread(length, 1, 4, stdin) == 4) {
		size_t bytes = (size_t)frame_read_number(length, 4);
		unsigned char *chunk = malloc(bytes + 1);
		if (chunk == NULL || fread(chunk, 1, bytes, stdin) != bytes)
			return 2;
		int is_good = feed(&decoder, chunk, bytes, 1);
		free(chunk);
		if (!is_good) {
			puts("bad");
			return 0;
		}
	}
	return 0;
}

/* In place. Returns the length. */
static size_t
unhex(char *text)
{
	size_t length = strlen(text) / 2;
	for (size_t i = 0; i < length; i++) {
		char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};
		text[i] = (char)strtoul(digits, NULL, 16);
	}
	text[length] = '\0';
	return length;
}

static char *
read_line(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length = getline(&line, &room, stdin);
	if (length < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static int
write_json(void)
{
	for (char *line; (line = read_line()) != NULL; free(line)) {
		struct json_writer json = JSON_WRITER_VOID;
		size_t length = unhex(line);
		json_string_of(&json, line, length);
		fwrite(json.text, 1, json.length, stdout);
		putchar('\n');
		json_free(&json);
	}
	return 0;
}

static void
put(struct json_writer *json, const char *key, const char *value)
{
	json_key(json, key);
	json_string(json, value);
}

static void
tell_options(const struct options *options)
{
	struct json_writer json = JSON_WRITER_VOID;
	json_open(&json, '{');
	put(&json, "origin", options->origin);
	put(&json, "name", options->name);
	put(&json, "executable", options->executable);
	put(&json, "title", options->title);
	put(&json, "session", options->session);
	json_key(&json, "flags");
	json_number(&json, (int)options->input + 4 * options->no_upload + 8 * options->quiet);
	json_key(&json, "tags");
	json_open(&json, '[');
	for (size_t i = 0; i < options->tag_count; i++)
		json_string(&json, options->tags[i]);
	json_close(&json, ']');
	json_key(&json, "args");
	json_open(&json, '[');
	for (char **word = options->argv + 1; *word != NULL; word++)
		json_string(&json, *word);
	json_close(&json, ']');
	json_close(&json, '}');
	fwrite(json.text, 1, json.length, stdout);
	putchar('\n');
	json_free(&json);
}

#define MAX_WORDS 256

/* In place; a line of "-" has none. words: receives them, NULL at the end. */
static void
split_words(char *line, char *words[MAX_WORDS])
{
	size_t count = 0;
	char *rest = strcmp(line, "-") == 0 ? NULL : line;
	for (char *word; (word = strsep(&rest, " ")) != NULL && count < MAX_WORDS - 1;) {
		unhex(word);
		words[count++] = word;
	}
	words[count] = NULL;
}

static int
parse_options(void)
{
	for (char *line; (line = read_line()) != NULL; free(line)) {
		char *words[MAX_WORDS];
		char problem[160];
		struct options options;
		split_words(line, words);
		if (options_parse(&options, words, problem, sizeof problem) != 0)
			puts("null");
		else
			tell_options(&options);
	}
	return 0;
}

static int
parse_cli(void)
{
	for (char *line; (line = read_line()) != NULL; free(line)) {
		/* One before, for the place of argv[0]. */
		char *words[MAX_WORDS + 1] = {NULL};
		struct options options;
		split_words(line, words + 1);
		if (!cli_words_parse(&options, words + 1)) {
			puts("null");
			continue;
		}
		options.argv--;
		tell_options(&options);
	}
	return 0;
}

/* Entries of an environment that the given one has not. */
static void
tell_added(struct json_writer *json, char **envp)
{
	json_key(json, "added");
	json_open(json, '[');
	for (; *envp != NULL; envp++) {
		char **known = environ;
		while (*known != NULL && strcmp(*known, *envp) != 0)
			known++;
		if (*known == NULL)
			json_string(json, *envp);
	}
	json_close(json, ']');
}

static int
start_shell(char *file, const char *folder)
{
	for (char *line; (line = read_line()) != NULL; free(line)) {
		struct json_writer json = JSON_WRITER_VOID;
		char *words[MAX_WORDS + 1] = {file};
		split_words(line, words + 1);
		struct command command = {file, file, words, environ};
		const char *shell = shell_integration_apply(&command, folder);
		json_open(&json, '{');
		put(&json, "integration", shell);
		json_key(&json, "args");
		json_open(&json, '[');
		for (char **word = command.argv + 1; *word != NULL; word++)
			json_string(&json, *word);
		json_close(&json, ']');
		tell_added(&json, command.envp);
		json_close(&json, '}');
		fwrite(json.text, 1, json.length, stdout);
		putchar('\n');
		json_free(&json);
	}
	return 0;
}

static int
judge_echo(void)
{
	static struct echo_evidence evidence;
	for (char *line; (line = read_line()) != NULL; free(line)) {
		char *output = line;
		char *keys = strsep(&output, " ");
		size_t count = unhex(keys);
		echo_evidence_begin(&evidence);
		echo_evidence_add(&evidence, output, unhex(output));
		printf("%d%d\n", echo_evidence_shows(&evidence, keys, count, false),
			echo_evidence_shows(&evidence, keys, count, true));
	}
	return 0;
}

/* Bytes that tell their place: what is taken out can be checked without a copy. */
static unsigned char
byte_at(uint64_t count)
{
	return (unsigned char)(count * 31 + count / 251);
}

/* Takes unsent bytes, reads them as frames, and checks that payloads go on where the last one stopped. */
static void
check_frames(const unsigned char *bytes, size_t length, uint64_t *expected)
{
	while (length > 0) {
		size_t payload = (size_t)frame_read_number(bytes, 4);
		if (length < FRAME_HEADER_BYTES + payload)
			abort();
		for (size_t i = 0; i < payload; i++)
			if (bytes[FRAME_HEADER_BYTES + i] != byte_at((*expected)++))
				abort();
		bytes += FRAME_HEADER_BYTES + payload;
		length -= FRAME_HEADER_BYTES + payload;
	}
}

static int
work_queue(void)
{
	static unsigned char payload[100000];
	struct frame_queue queue = FRAME_QUEUE_VOID;
	uint64_t made = 0;
	uint64_t checked = 0;
	uint64_t elapsed = 0;
	if (frame_queue_open(&queue) != 0)
		return 2;
	for (int round = 0; round < 20000; round++) {
		size_t length = random_below(random_below(4) == 0 ? sizeof payload : 600);
		elapsed += random_below(8000);
		for (size_t i = 0; i < length; i++)
			payload[i] = byte_at(made + i);
		if (frame_queue_push(&queue, random_below(5) == 0 ? FRAME_RESIZE : FRAME_OUTPUT, elapsed, payload, length))
			made += length;
		if (random_below(3) == 0) {
			const unsigned char *bytes;
			size_t unsent = frame_queue_unsent(&queue, &bytes);
			check_frames(bytes, unsent, &checked);
			frame_queue_mark_sent(&queue, unsent);
		}
		if (random_below(3) == 0)
			frame_queue_acknowledge(&queue, queue.acked + random_below((uint32_t)(queue.sent - queue.acked) + 2));
		if (queue.acked > queue.sent || queue.sent > queue.end || queue.end - queue.acked > FRAME_QUEUE_BYTES)
			abort();
	}
	printf("%llu\n", (unsigned long long)made);
	return 0;
}

static void
fuzz_decoder(void)
{
	static struct frame_decoder decoder;
	unsigned char bytes[600];
	memset(&decoder, 0, sizeof decoder);
	for (int chunk = 0; chunk < 50; chunk++) {
		size_t length = random_below(sizeof bytes);
		for (size_t i = 0; i < length; i++)
			bytes[i] = (unsigned char)(random_below(3) == 0 ? random_below(256) : 0);
		if (!feed(&decoder, bytes, length, 0))
			return;
	}
}

static void
fuzz_options(void)
{
	static const char *const PIECES[] = {"--origin", "=", "shim", "--tag=", "a:b", "--", "-", "--title=", "x", "--session=",
		"0190a0b0-0000-7000-8000-000000000000", "--quiet", "--record-input", "--no-record-input", "--no-upload", "\xff", ""};
	char text[12][200];
	char *words[13];
	char problem[40];
	struct options options;
	size_t count = random_below(12);
	for (size_t i = 0; i < count; i++) {
		text[i][0] = '\0';
		for (uint32_t piece = random_below(4); piece > 0; piece--)
			strcat(text[i], PIECES[random_below(sizeof PIECES / sizeof PIECES[0])]);
		words[i] = text[i];
	}
	words[count] = NULL;
	options_parse(&options, words, problem, sizeof problem);
}

static void
fuzz_json(void)
{
	static const char ALPHABET[] = "\"\\{}:, offsetrdev0123456789\xe2\x82\xac\xff\x01";
	struct json_writer json = JSON_WRITER_VOID;
	char text[200];
	char value[20];
	unsigned long long number;
	size_t length = random_below(sizeof text - 1);
	for (size_t i = 0; i < length; i++)
		text[i] = ALPHABET[random_below(sizeof ALPHABET - 1)];
	text[length] = '\0';
	json_scan_number(text, "offset", &number);
	json_scan_string(text, "rdev", value, sizeof value);
	json_string_of(&json, text, length);
	json_free(&json);
}

static int
fuzz(long seconds)
{
	time_t end = time(NULL) + seconds;
	unsigned long rounds = 0;
	for (; time(NULL) < end; rounds++) {
		fuzz_decoder();
		fuzz_options();
		fuzz_json();
	}
	printf("%lu rounds\n", rounds);
	return 0;
}

static int
keep_pace(void)
{
	static unsigned char payload[FRAME_MAX_PAYLOAD_BYTES];
	struct frame_queue queue = FRAME_QUEUE_VOID;
	struct send_pace pace = {0};
	long long now;
	unsigned long bytes;
	if (frame_queue_open(&queue) != 0)
		return 1;
	while (scanf("%lld %lu", &now, &bytes) == 2) {
		const unsigned char *waiting;
		if (bytes == 0)
			frame_queue_mark_sent(&queue, frame_queue_unsent(&queue, &waiting));
		while (bytes > 0) {
			size_t part = bytes < sizeof payload ? bytes : sizeof payload;
			if (!frame_queue_push(&queue, FRAME_OUTPUT, (uint64_t)now * 1000, payload, part))
				return 1;
			bytes -= part;
		}
		send_pace_look(&pace, &queue, now);
		printf("%d\n", send_pace_timeout(&pace, &queue, now));
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "decode") == 0)
		return decode();
	if (strcmp(what, "json") == 0)
		return write_json();
	if (strcmp(what, "options") == 0)
		return parse_options();
	if (strcmp(what, "cli") == 0)
		return parse_cli();
	if (strcmp(what, "shell") == 0 && argc == 4)
		return start_shell(argv[2], argv[3]);
	if (strcmp(what, "echo") == 0)
		return judge_echo();
	if (strcmp(what, "pace") == 0)
		return keep_pace();
	state = argc > 2 ? strtoull(argv[argc - 1], NULL, 10) : 1;
	if (strcmp(what, "queue") == 0)
		return work_queue();
	if (strcmp(what, "fuzz") == 0 && argc > 3)
		return fuzz(strtol(argv[2], NULL, 10));
	return 2;
}
