/*
 * Drives the parts of the relay that follow processes, from tests. Built with sanitizers.
 *
 *   process-harness parse TOKEN       messages as hexadecimal lines in, what they say as lines out
 *   process-harness request TOKEN     the messages that subscribe and unsubscribe, in hexadecimal
 *   process-harness table SEED        a table under random work, checked against a plain list
 *   process-harness report            words with a NUL behind each in: the frames of a process that ran them out
 *   process-harness fuzz SECONDS SEED
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/protocol/frame.h"
#include "../../src/relay/proc_event.h"
#include "../../src/relay/process_report.h"
#include "../../src/relay/process_table.h"

static uint64_t state;

static uint32_t
random_below(uint32_t limit)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(state >> 33) % limit;
}

/* In memory of exactly this length, so that a look beyond its end is seen. */
static bool
parse_exactly(struct proc_event *event, const unsigned char *bytes, size_t length, uint32_t token)
{
	unsigned char *copy = malloc(length > 0 ? length : 1);
	if (copy == NULL)
		abort();
	memcpy(copy, bytes, length);
	bool is_good = proc_event_parse(event, copy, length, token);
	free(copy);
	return is_good;
}

static int
parse(uint32_t token)
{
	static char line[4096];
	static const char *const NAMES[] = {"other", "answer", "fork", "exec", "exit"};
	while (fgets(line, sizeof line, stdin) != NULL) {
		unsigned char bytes[sizeof line / 2];
		size_t length = strcspn(line, "\n") / 2;
		for (size_t i = 0; i < length; i++) {
			char digits[3] = {line[2 * i], line[2 * i + 1], '\0'};
			bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
		}
		struct proc_event event;
		if (!parse_exactly(&event, bytes, length, token))
			puts("bad");
		else
			printf("%s pid=%d parent=%d value=%d at=%llu\n", NAMES[event.kind], (int)event.pid, (int)event.parent,
				event.value, (unsigned long long)event.at_us);
	}
	return 0;
}

static int
request(uint32_t token)
{
	for (int subscribes = 1; subscribes >= 0; subscribes--) {
		unsigned char message[PROC_EVENT_REQUEST_BYTES];
		proc_event_request(message, token, subscribes != 0);
		for (size_t i = 0; i < sizeof message; i++)
			printf("%02x", message[i]);
		putchar('\n');
	}
	return 0;
}

/* Ids that meet in the table, and some that do not. */
static pid_t
some_pid(void)
{
	return (pid_t)(1 + random_below(40) * PROCESS_TABLE_SLOTS / 4 + random_below(12));
}

enum { TRACKED = 40 * PROCESS_TABLE_SLOTS / 4 + 64 };

static int
table(void)
{
	static struct process_table table;
	static unsigned char is_in[TRACKED];
	static int parents[TRACKED];
	size_t count = 0;
	for (int step = 0; step < 300000; step++) {
		pid_t pid = some_pid();
		struct process_entry *entry = process_table_find(&table, pid);
		if ((entry != NULL) != (is_in[pid] != 0) || (entry != NULL && (entry->pid != pid || entry->parent != parents[pid])))
			return 1;
		if (random_below(2) == 0) {
			entry = process_table_add(&table, pid);
			if (entry == NULL)
				return 2;
			entry->parent = parents[pid] = step;
			count += is_in[pid] == 0;
			is_in[pid] = 1;
		} else {
			process_table_remove(&table, pid);
			count -= is_in[pid];
			is_in[pid] = 0;
		}
		if (table.count != count)
			return 3;
	}
	memset(&table, 0, sizeof table);
	for (pid_t pid = 1; pid <= PROCESS_TABLE_MOST; pid++)
		if (process_table_add(&table, pid * 3) == NULL)
			return 4;
	if (process_table_add(&table, 1) != NULL || process_table_add(&table, 3) == NULL || process_table_add(&table, 0) != NULL ||
		process_table_find(&table, -1) != NULL)
		return 5;
	for (pid_t pid = PROCESS_TABLE_MOST; pid >= 1; pid--)
		process_table_remove(&table, pid * 3);
	printf("%zu left\n", table.count);
	return 0;
}

static int
report(void)
{
	static struct process_reading reading;
	static struct recording recording;
	size_t length;
	if (frame_queue_open(&recording.queue) != 0)
		return 2;
	while ((length = fread(reading.argv, 1, PROCESS_ARGV_BYTES, stdin)) > 0)
		reading.argv_bytes = length;
	struct process_start start = {.pid = 7, .parent = 6, .uid = 5, .effective_uid = 4, .at_us = 3};
	if (!process_report_start(&recording, &start, &reading) || !process_report_end(&recording, 7, 9, 0x8b))
		return 3;
	const unsigned char *bytes;
	size_t unsent = frame_queue_unsent(&recording.queue, &bytes);
	fwrite(bytes, 1, unsent, stdout);
	return 0;
}

static int
fuzz(int seconds)
{
	time_t end = time(NULL) + seconds;
	unsigned long rounds = 0;
	while (time(NULL) < end) {
		for (int i = 0; i < 10000; i++, rounds++) {
			unsigned char bytes[160];
			struct proc_event event;
			size_t length = random_below(sizeof bytes + 1);
			proc_event_request(bytes, 0, true);
			for (size_t at = PROC_EVENT_REQUEST_BYTES; at < length; at++)
				bytes[at] = (unsigned char)random_below(256);
			for (uint32_t changes = random_below(6); changes > 0; changes--)
				bytes[random_below(PROC_EVENT_REQUEST_BYTES)] = (unsigned char)random_below(256);
			parse_exactly(&event, bytes, length, 0);
			if (event.pid < 0 && event.kind != PROC_EVENT_OTHER)
				return 1;
		}
	}
	printf("%lu rounds\n", rounds);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	const char *number = argc > 2 ? argv[2] : "0";
	state = strtoull(number, NULL, 10);
	if (strcmp(mode, "parse") == 0)
		return parse((uint32_t)strtoul(number, NULL, 10));
	if (strcmp(mode, "request") == 0)
		return request((uint32_t)strtoul(number, NULL, 10));
	if (strcmp(mode, "table") == 0)
		return table();
	if (strcmp(mode, "report") == 0)
		return report();
	if (strcmp(mode, "fuzz") == 0 && argc > 3) {
		state = strtoull(argv[3], NULL, 10);
		return fuzz(atoi(number));
	}
	return 2;
}
