#define _GNU_SOURCE
#include "stream_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

/* The signal of a write. One that somebody else sends is told apart by its code, and passed on. */
#define ORDER_SIGNAL SIGRTMAX

/* Of longer input the head is kept. */
#define MAX_INPUT_BYTES ((off_t)4 * 1024 * 1024)

/* What a command wrote and nobody has read is in its pipes, which hold less. More comes from others, who go on. */
#define MAX_DRAIN_BYTES ((size_t)256 * 1024)

static bool
is_one_place(int a, int b)
{
	struct stat first;
	struct stat second;
	return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino && !S_ISCHR(first.st_mode);
}

/* Has the kernel queue a signal for each write. Returns whether it will. */
static bool
watch_writes(int source)
{
	return fcntl(source, F_SETOWN, getpid()) == 0 && fcntl(source, F_SETSIG, ORDER_SIGNAL) == 0 &&
	       fcntl(source, F_SETFL, O_NONBLOCK | O_ASYNC) == 0;
}

static void
open_order(struct stream_capture *capture, struct signal_state *signals)
{
	sigset_t only;
	sigemptyset(&only);
	sigaddset(&only, ORDER_SIGNAL);
	capture->order = fd_keep(signalfd(-1, &only, SFD_CLOEXEC | SFD_NONBLOCK));
	if (capture->order < 0)
		return;
	signal_set_reserve(signals, ORDER_SIGNAL);
	capture->is_order_lost = !watch_writes(capture->copies[0].source) || !watch_writes(capture->copies[1].source);
}

static void
open_input(struct stream_capture *capture)
{
	struct stat file;
	if (fstat(0, &file) != 0 || !S_ISREG(file.st_mode))
		return;
	capture->input_start = lseek(0, 0, SEEK_CUR);
	if (capture->input_start >= 0)
		capture->input = fcntl(0, F_DUPFD_CLOEXEC, 3);
}

void
stream_capture_open(struct stream_capture *capture, struct recording *recording, struct signal_state *signals,
	const bool is_captured[3])
{
	capture->recording = recording;
	capture->order = capture->input = -1;
	for (int i = 0; i < 2; i++) {
		capture->copies[i].source = capture->copies[i].target = capture->copies[i].sink = -1;
		if (is_captured[i + 1])
			stream_copy_open(&capture->copies[i], i + 1);
	}
	if (stream_copy_is_open(&capture->copies[0]) && stream_copy_is_open(&capture->copies[1]) && is_one_place(1, 2))
		open_order(capture, signals);
	if (is_captured[0])
		open_input(capture);
}

void
stream_capture_enter(const struct stream_capture *capture)
{
	for (int i = 0; i < 2; i++)
		if (capture->copies[i].sink >= 0)
			dup2(capture->copies[i].sink, capture->copies[i].descriptor);
}

void
stream_capture_started(struct stream_capture *capture, pid_t command)
{
	capture->command = command;
	for (int i = 0; i < 2; i++)
		fd_close(&capture->copies[i].sink);
}

bool
stream_capture_is_over(const struct stream_capture *capture)
{
	return !stream_copy_is_open(&capture->copies[0]) && !stream_copy_is_open(&capture->copies[1]);
}

static bool
is_ordered(const struct stream_capture *capture)
{
	return capture->order >= 0 && !capture->is_order_lost;
}

static bool
has_room(const struct stream_capture *capture)
{
	return capture->recording == NULL || recording_has_room(capture->recording, STREAM_COPY_BYTES + 1);
}

static bool
all_written(const struct stream_capture *capture)
{
	return stream_copy_is_empty(&capture->copies[0]) && stream_copy_is_empty(&capture->copies[1]);
}

void
stream_capture_poll(const struct stream_capture *capture, struct pollfd fds[STREAM_CAPTURE_POLLS])
{
	bool reads = has_room(capture);
	bool reads_order = reads && is_ordered(capture) && all_written(capture);
	fds[0] = (struct pollfd){.fd = reads_order ? capture->order : -1, .events = POLLIN};
	for (int i = 0; i < 2; i++) {
		struct pollfd *own = fds + 1 + 2 * i;
		stream_copy_poll(&capture->copies[i], reads && !is_ordered(capture), own);
		/* The end of a stream that is told only in its turn would wake us again and again. */
		if (is_ordered(capture) && !reads_order)
			own->fd = -1;
	}
}

/* Returns the length of the piece; 0 where none is there. */
static size_t
pass_piece(struct stream_capture *capture, struct stream_copy *copy)
{
	size_t length = stream_copy_read(copy);
	if (length == 0)
		return 0;
	if (capture->recording != NULL)
		recording_capture(capture->recording, copy->descriptor, copy->bytes, length);
	stream_copy_write(copy);
	return length;
}

/* Each stream by itself. */
static void
work_apart(struct stream_capture *capture, struct stream_copy *copy, const struct pollfd fds[2])
{
	if ((fds[1].revents & (POLLERR | POLLHUP)) != 0)
		stream_copy_close(copy);
	if (stream_copy_is_open(copy) && (fds[1].revents & POLLOUT) != 0)
		stream_copy_write(copy);
	if (stream_copy_is_open(copy) && stream_copy_is_empty(copy) && (fds[0].revents & (POLLIN | POLLHUP)) != 0)
		pass_piece(capture, copy);
}

static void
read_events(struct stream_capture *capture)
{
	struct signalfd_siginfo told[STREAM_ORDER_EVENTS];
	ssize_t got = read(capture->order, told, sizeof told);
	size_t count = got > 0 ? (size_t)got / sizeof told[0] : 0;
	capture->event_at = capture->event_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (told[i].ssi_code > 0)
			capture->events[capture->event_count++] = told[i].ssi_fd == capture->copies[1].source ? 1 : 0;
		else if (capture->command > 0)
			kill(capture->command, ORDER_SIGNAL);
	}
}

static bool
is_told_again(const struct stream_capture *capture, int which)
{
	for (size_t i = capture->event_at; i < capture->event_count; i++)
		if (capture->events[i] == which)
			return true;
	return false;
}

/* The copy whose turn it is; NULL when nothing was told of. */
static struct stream_copy *
next_in_order(struct stream_capture *capture)
{
	if (capture->going_on != NULL)
		return capture->going_on;
	if (capture->event_at == capture->event_count)
		read_events(capture);
	if (capture->event_at == capture->event_count)
		return NULL;
	return &capture->copies[capture->events[capture->event_at++]];
}

static void
work_in_order(struct stream_capture *capture)
{
	while (all_written(capture) && has_room(capture)) {
		struct stream_copy *copy = next_in_order(capture);
		if (copy == NULL)
			return;
		size_t length = stream_copy_is_open(copy) ? pass_piece(capture, copy) : 0;
		/* A long write is several pieces and one signal; several writes of just that length are told of each. */
		bool goes_on = length > 0 && length % STREAM_PIECE_BYTES == 0 &&
		               !is_told_again(capture, copy == &capture->copies[1] ? 1 : 0);
		capture->going_on = goes_on ? copy : NULL;
	}
}

static void
work_together(struct stream_capture *capture, const struct pollfd fds[STREAM_CAPTURE_POLLS])
{
	for (int i = 0; i < 2; i++) {
		struct stream_copy *copy = &capture->copies[i];
		const struct pollfd *own = fds + 1 + 2 * i;
		if (stream_copy_is_open(copy) && (own[1].revents & (POLLERR | POLLHUP)) != 0)
			stream_copy_close(copy);
		if (stream_copy_is_open(copy) && (own[1].revents & POLLOUT) != 0)
			stream_copy_write(copy);
	}
	work_in_order(capture);
	/* What has no signal: the end. */
	for (int i = 0; i < 2; i++) {
		struct stream_copy *copy = &capture->copies[i];
		if (stream_copy_is_open(copy) && all_written(capture) && has_room(capture) &&
		    (fds[1 + 2 * i].revents & POLLHUP) != 0)
			pass_piece(capture, copy);
	}
}

void
stream_capture_work(struct stream_capture *capture, const struct pollfd fds[STREAM_CAPTURE_POLLS])
{
	if (is_ordered(capture)) {
		work_together(capture, fds);
		return;
	}
	work_apart(capture, &capture->copies[0], fds + 1);
	work_apart(capture, &capture->copies[1], fds + 3);
}

bool
stream_capture_takes(struct stream_capture *capture, int signal, struct signal_note note)
{
	if (capture->order < 0 || signal != SIGIO || !note.from_kernel)
		return false;
	capture->is_order_lost = true;
	return true;
}

static void
record_input(struct stream_capture *capture)
{
	char bytes[16 * 1024];
	off_t at = capture->input_start;
	off_t end = lseek(capture->input, 0, SEEK_CUR);
	if (end - at > MAX_INPUT_BYTES)
		end = at + MAX_INPUT_BYTES;
	while (at < end) {
		size_t wanted = end - at < (off_t)sizeof bytes ? (size_t)(end - at) : sizeof bytes;
		ssize_t got = pread(capture->input, bytes, wanted, at);
		if (got <= 0 || !recording_has_room(capture->recording, (size_t)got + 1))
			break;
		recording_capture(capture->recording, 0, bytes, (size_t)got);
		at += got;
	}
	fd_close(&capture->input);
}

/* Whether somebody wants us to end: the command, were it still there, would have been asked. */
static bool
is_asked_to_end(void)
{
	static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	bool is_asked = false;
	for (size_t i = 0; i < sizeof SIGNALS / sizeof SIGNALS[0]; i++)
		is_asked = signal_set_take(SIGNALS[i]).came || is_asked;
	return is_asked;
}

/* Passes on what is in the pipes; waits where the reader is slow. Returns when they are empty, or we are to end. */
static void
drain(struct stream_capture *capture, const sigset_t *mask)
{
	struct pollfd fds[STREAM_CAPTURE_POLLS];
	const struct timespec now = {0, 0};
	for (size_t passed = 0; !stream_capture_is_over(capture) && passed < MAX_DRAIN_BYTES; passed += STREAM_PIECE_BYTES) {
		bool waits = !all_written(capture);
		if (!waits && capture->recording != NULL)
			recording_wait_for_room(capture->recording, STREAM_COPY_BYTES + 1);
		stream_capture_poll(capture, fds);
		int ready = ppoll(fds, STREAM_CAPTURE_POLLS, waits ? NULL : &now, mask);
		if (ready == 0 || (ready < 0 && is_asked_to_end()))
			return;
		if (ready > 0)
			stream_capture_work(capture, fds);
	}
}

static _Noreturn void
pass_until_end(struct stream_capture *capture)
{
	struct pollfd fds[STREAM_CAPTURE_POLLS];
	capture->recording = NULL;
	if (is_ordered(capture))
		capture->is_order_lost = !watch_writes(capture->copies[0].source) || !watch_writes(capture->copies[1].source);
	while (!stream_capture_is_over(capture)) {
		stream_capture_poll(capture, fds);
		if (poll(fds, STREAM_CAPTURE_POLLS, -1) > 0)
			stream_capture_work(capture, fds);
	}
	_exit(0);
}

static void
leave_copy(struct stream_capture *capture)
{
	const struct stream_copy *copies = capture->copies;
	int kept[] = {capture->order, copies[0].source, copies[0].target, copies[1].source, copies[1].target};
	if (fork() != 0)
		return;
	setsid();
	if (chdir("/") != 0)
		_exit(1);
	fd_leave_standard();
	fd_close_others(kept, sizeof kept / sizeof kept[0]);
	pass_until_end(capture);
}

void
stream_capture_finish(struct stream_capture *capture, const struct signal_state *signals)
{
	if (!stream_capture_is_over(capture))
		drain(capture, signal_set_waiting_mask(signals));
	if (!stream_capture_is_over(capture))
		leave_copy(capture);
	for (int i = 0; i < 2; i++)
		stream_copy_close(&capture->copies[i]);
	if (capture->input >= 0)
		record_input(capture);
}
