/*
 * Runs commands on a terminal of its own and measures them with the least disturbance.
 *
 *   relay-clock start|prompt|first ROUNDS COMMAND…   10th percentile and median, in microseconds
 *   relay-clock pipe ROUNDS COMMAND…                 as start, with standard output in a pipe
 *   relay-clock echo ROUNDS COMMAND…                 median and 99th percentile of a key's way there and back
 *   relay-clock flood BYTES COMMAND…                 megabytes a second, and "whole" when so many bytes came
 *
 * As the command that is measured: `relay-clock stamp` tells the time and ends, `relay-clock pong` returns each key.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <utmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Between two starts: what the first one left behind, as the agent's work for it, is not to weigh on the second. */
#define PAUSE_NS 15000000

static char bytes[1 << 20];

static long long
now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;
	return (difference > 0) - (difference < 0);
}

static double
percentile(double *values, int count, double part)
{
	qsort(values, (size_t)count, sizeof *values, compare);
	return values[(int)((count - 1) * part)];
}

static int
stamp(void)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%lld\n", now_ns());
	return write(1, text, (size_t)length) < 0;
}

static int
pong(void)
{
	struct termios modes;
	char key;
	tcgetattr(0, &modes);
	cfmakeraw(&modes);
	tcsetattr(0, TCSANOW, &modes);
	if (write(1, "+", 1) != 1)
		return 1;
	while (read(0, &key, 1) == 1 && key != 'q')
		if (write(1, &key, 1) != 1)
			return 1;
	return 0;
}

struct run {
	pid_t pid;
	int master;
	int keeper; /* the terminal stays, whoever closes it */
};

static void
open_terminal(struct run *run)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	if (openpty(&run->master, &run->keeper, NULL, NULL, &size) != 0)
		exit(2);
	fcntl(run->master, F_SETFD, FD_CLOEXEC);
	fcntl(run->keeper, F_SETFD, FD_CLOEXEC);
}

static void
start(struct run *run, char **words, int output)
{
	run->pid = fork();
	if (run->pid != 0)
		return;
	setsid();
	login_tty(dup(run->keeper));
	if (output >= 0)
		dup2(output, 1);
	execv(words[0], words);
	_exit(127);
}

static double
measure_once(const char *what, char **words)
{
	struct run run;
	int ends[2] = {-1, -1};
	size_t length = 0;
	long long first = 0;
	open_terminal(&run);
	if (strcmp(what, "pipe") == 0 && pipe2(ends, O_CLOEXEC) != 0)
		exit(2);
	long long began = now_ns();
	start(&run, words, ends[1]);
	if (strcmp(what, "first") == 0) {
		if (read(run.master, bytes, 1) == 1)
			first = now_ns();
	}
	waitpid(run.pid, NULL, 0);
	long long ended = now_ns();
	fcntl(run.master, F_SETFL, O_NONBLOCK);
	for (ssize_t got; (got = read(run.master, bytes + length, sizeof bytes - length - 1)) > 0;)
		length += (size_t)got;
	bytes[length] = '\0';
	close(run.master);
	close(run.keeper);
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	if (strcmp(what, "first") == 0)
		return (double)(first - began) / 1000;
	return (double)(ended - (strcmp(what, "prompt") == 0 ? atoll(bytes) : began)) / 1000;
}

static int
measure_starts(const char *what, int rounds, char **words)
{
	double *values = calloc((size_t)rounds, sizeof *values);
	for (int i = 0; i < rounds; i++) {
		struct timespec pause = {0, PAUSE_NS};
		nanosleep(&pause, NULL);
		values[i] = measure_once(what, words);
	}
	double quiet = percentile(values, rounds, 0.1);
	printf("%.0f %.0f\n", quiet, percentile(values, rounds, 0.5));
	return 0;
}

static int
measure_echo(int rounds, char **words)
{
	struct run run;
	char key;
	double *values = calloc((size_t)rounds, sizeof *values);
	open_terminal(&run);
	start(&run, words, -1);
	while (read(run.master, &key, 1) == 1 && key != '+')
		;
	for (int i = 0; i < rounds; i++) {
		struct timespec pause = {0, 500000};
		nanosleep(&pause, NULL);
		long long began = now_ns();
		if (write(run.master, "x", 1) != 1 || read(run.master, &key, 1) != 1)
			return 2;
		values[i] = (double)(now_ns() - began) / 1000;
	}
	if (write(run.master, "q", 1) != 1)
		return 2;
	waitpid(run.pid, NULL, 0);
	printf("%.0f %.0f\n", percentile(values, rounds, 0.5), percentile(values, rounds, 0.99));
	return 0;
}

static int
measure_flood(long long wanted, char **words)
{
	struct run run;
	long long count = 0;
	int status = -1;
	open_terminal(&run);
	long long began = now_ns();
	long long last = began + 1;
	start(&run, words, -1);
	for (int has_ended = 0;;) {
		struct pollfd fd = {.fd = run.master, .events = POLLIN};
		has_ended = has_ended || waitpid(run.pid, &status, WNOHANG) == run.pid;
		if (poll(&fd, 1, has_ended ? 0 : 1) <= 0) {
			if (has_ended)
				break;
			continue;
		}
		ssize_t got = read(run.master, bytes, sizeof bytes);
		if (got <= 0)
			break;
		count += got;
		last = now_ns();
	}
	double seconds = (double)(last - began) / 1e9;
	printf("%.1f %s\n", (double)count / seconds / 1e6, count == wanted ? "whole" : "CUT");
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "stamp") == 0)
		return stamp();
	if (argc == 2 && strcmp(argv[1], "pong") == 0)
		return pong();
	if (argc < 4)
		return 2;
	if (strcmp(argv[1], "echo") == 0)
		return measure_echo(atoi(argv[2]), argv + 3);
	if (strcmp(argv[1], "flood") == 0)
		return measure_flood(atoll(argv[2]), argv + 3);
	return measure_starts(argv[1], atoi(argv[2]), argv + 3);
}
