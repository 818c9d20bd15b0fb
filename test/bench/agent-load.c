/*
 * Loads that a terminal puts on whoever records it, and how they are borne.
 *
 *   agent-load sessions COUNT COMMAND…    COUNT commands at once, each on a terminal of its own, all of it read: prints the bytes that
 *                                         came and the processor time of all that was started, in microseconds
 *   agent-load interrupts ROUNDS COMMAND… each floods its terminal; Ctrl-C after a second: prints the median and the longest time
 *                                         until the command has it, in microseconds
 *
 * As the command: `agent-load lines PER-SECOND SECONDS` prints numbered lines, `agent-load flood FILE` prints until Ctrl-C and
 * writes the time of it to FILE.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#define MAX_SESSIONS 256
#define FLOOD_NS 1000000000LL

static char bytes[1 << 18];
static int stamp_fd = -1;

static long long
now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int
print_lines(int per_second, int seconds)
{
	struct timespec next;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (int n = 0; n < per_second * seconds; n++) {
		char line[128];
		int length = snprintf(line, sizeof line, "%07d INFO request served path=/api/orders/%d status=200 in %d ms\n",
			n, n % 977, n % 31);
		if (write(1, line, (size_t)length) != length)
			return 1;
		next.tv_nsec += 1000000000L / per_second;
		next.tv_sec += next.tv_nsec / 1000000000L;
		next.tv_nsec %= 1000000000L;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	return 0;
}

static void
stamp(int signal)
{
	long long now = now_ns();
	(void)signal;
	_exit(write(stamp_fd, &now, sizeof now) == (ssize_t)sizeof now ? 0 : 1);
}

static int
flood(const char *file)
{
	stamp_fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	signal(SIGINT, stamp);
	for (int n = 0; n < (int)sizeof bytes; n++)
		bytes[n] = n % 80 == 79 ? '\n' : (char)('a' + n % 26);
	for (;;)
		if (write(1, bytes, sizeof bytes) < 0)
			return 1;
}

static pid_t
start(int *master, char **words)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	pid_t pid = forkpty(master, NULL, NULL, &size);
	if (pid != 0) {
		fcntl(*master, F_SETFD, FD_CLOEXEC);
		return pid;
	}
	execv(words[0], words);
	_exit(127);
}

static int
run_sessions(int count, char **words)
{
	static struct pollfd fds[MAX_SESSIONS];
	long long total = 0;
	int left = count;
	if (count > MAX_SESSIONS)
		return 2;
	for (int n = 0; n < count; n++) {
		start(&fds[n].fd, words);
		fds[n].events = POLLIN;
	}
	while (left > 0 && poll(fds, (nfds_t)count, -1) > 0) {
		for (int n = 0; n < count; n++) {
			if (fds[n].fd < 0 || fds[n].revents == 0)
				continue;
			ssize_t got = read(fds[n].fd, bytes, sizeof bytes);
			if (got > 0) {
				total += got;
				continue;
			}
			close(fds[n].fd);
			fds[n].fd = -1;
			left--;
		}
	}
	while (wait(NULL) > 0)
		;
	struct rusage used;
	getrusage(RUSAGE_CHILDREN, &used);
	printf("%lld %lld\n", total,
		(long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
			used.ru_stime.tv_usec);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	long long difference = *(const long long *)a - *(const long long *)b;
	return (difference > 0) - (difference < 0);
}

/* Returns how long it took from Ctrl-C until the command had it. */
static long long
interrupt_once(char **words, const char *file)
{
	int master;
	long long sent = 0;
	long long had = 0;
	pid_t pid = start(&master, words);
	long long began = now_ns();
	for (;;) {
		struct pollfd fd = {.fd = master, .events = POLLIN};
		if (poll(&fd, 1, 100) > 0 && read(master, bytes, sizeof bytes) <= 0)
			break;
		if (sent == 0 && now_ns() - began > FLOOD_NS) {
			sent = now_ns();
			if (write(master, "\x03", 1) != 1)
				exit(2);
		}
	}
	waitpid(pid, NULL, 0);
	close(master);
	int fd = open(file, O_RDONLY);
	if (fd < 0 || read(fd, &had, sizeof had) != (ssize_t)sizeof had)
		exit(3);
	close(fd);
	return had - sent;
}

static int
measure_interrupts(int rounds, char **words, const char *file)
{
	long long *times = calloc((size_t)rounds, sizeof *times);
	for (int n = 0; n < rounds; n++)
		times[n] = interrupt_once(words, file);
	qsort(times, (size_t)rounds, sizeof *times, compare);
	printf("%lld %lld\n", times[rounds / 2] / 1000, times[rounds - 1] / 1000);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "lines") == 0)
		return print_lines(atoi(argv[2]), atoi(argv[3]));
	if (argc == 3 && strcmp(argv[1], "flood") == 0)
		return flood(argv[2]);
	if (argc < 4)
		return 2;
	if (strcmp(argv[1], "sessions") == 0)
		return run_sessions(atoi(argv[2]), argv + 3);
	/* The file that the command writes to is its last word. */
	return measure_interrupts(atoi(argv[2]), argv + 3, argv[argc - 1]);
}
