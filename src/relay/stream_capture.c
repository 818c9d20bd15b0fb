#define _GNU_SOURCE
#include "stream_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "signal_set.h"

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

static bool
watch(int order, int source, uint32_t which)
{
	/* Edge-triggered: a descriptor that was handed out comes again only after something new. */
	struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u32 = which}};
	return epoll_ctl(order, EPOLL_CTL_ADD, source, &event) == 0;
}

/* Without it the streams are read as poll finds them. */
static void
open_order(struct stream_capture *capture)
{
	const struct stream_copy *copies = capture->copies;
	capture->order = fd_keep(epoll_create1(EPOLL_CLOEXEC));
	if (capture->order < 0)
		return;
	for (uint32_t i = 0; i < 2; i++)
		if (!stream_copy_narrow(&copies[i]) || !watch(capture->order, copies[i].source, i))
			fd_close(&capture->order);
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
stream_capture_open(struct stream_capture *capture, struct recording *recording, const bool is_captured[3])
{
	struct stream_copy *output = &capture->copies[0];
	struct stream_copy *errors = &capture->copies[1];
	capture->recording = recording;
	capture->input = capture->order = -1;
	stream_copy_clear(output);
	stream_copy_clear(errors);
	bool has_output = is_captured[1] && stream_copy_open(output, 1);
	bool has_errors = is_captured[2] && stream_copy_open(errors, 2);
	if (has_output && has_errors && is_one_place(1, 2))
		open_order(capture);
	if (is_captured[0])
		open_input(capture);
}

void
stream_capture_enter(const struct stream_capture *capture)
{
	stream_copy_enter(&capture->copies[0]);
	stream_copy_enter(&capture->copies[1]);
}

void
stream_capture_started(struct stream_capture *capture)
{
	stream_copy_started(&capture->copies[0]);
	stream_copy_started(&capture->copies[1]);
}

bool
stream_capture_is_over(const struct stream_capture *capture)
{
	return !stream_copy_is_open(&capture->copies[0]) && !stream_copy_is_open(&capture->copies[1]);
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
	stream_copy_poll(&capture->copies[0], reads, fds);
	stream_copy_poll(&capture->copies[1], reads, fds + 2);
	fds[4] = (struct pollfd){.fd = -1};
	if (capture->order < 0)
		return;
	/* What is first is told by it alone. */
	fds[0].fd = fds[2].fd = -1;
	if (reads && all_written(capture))
		fds[4] = (struct pollfd){.fd = capture->order, .events = POLLIN};
}

static void
pass_piece(struct stream_capture *capture, struct stream_copy *copy)
{
	size_t length = stream_copy_read(copy);
	if (length == 0)
		return;
	if (capture->recording != NULL)
		recording_capture(capture->recording, copy->descriptor, copy->bytes, length);
	stream_copy_write(copy);
}

static void
work(struct stream_capture *capture, struct stream_copy *copy, const struct pollfd fds[2])
{
	if ((fds[1].revents & (POLLERR | POLLHUP)) != 0)
		stream_copy_close(copy);
	if (stream_copy_is_open(copy) && (fds[1].revents & POLLOUT) != 0)
		stream_copy_write(copy);
	if (stream_copy_is_open(copy) && stream_copy_is_empty(copy) && (fds[0].revents & (POLLIN | POLLHUP)) != 0)
		pass_piece(capture, copy);
}

static void
pass_oldest(struct stream_capture *capture)
{
	struct epoll_event event;
	while (all_written(capture) && has_room(capture) && epoll_wait(capture->order, &event, 1, 0) == 1) {
		uint32_t which = event.data.u32;
		if ((event.events & EPOLLHUP) != 0)
			capture->has_no_writer[which] = true;
		if (stream_copy_is_open(&capture->copies[which]))
			pass_piece(capture, &capture->copies[which]);
	}
	/* The end, which comes last and may have been told together with the last piece. */
	for (int i = 0; i < 2; i++)
		if (capture->has_no_writer[i] && stream_copy_is_open(&capture->copies[i]) && all_written(capture))
			pass_piece(capture, &capture->copies[i]);
}

void
stream_capture_work(struct stream_capture *capture, const struct pollfd fds[STREAM_CAPTURE_POLLS])
{
	work(capture, &capture->copies[0], fds);
	work(capture, &capture->copies[1], fds + 2);
	if (capture->order >= 0)
		pass_oldest(capture);
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
drain(struct stream_capture *capture)
{
	struct pollfd fds[1 + STREAM_CAPTURE_POLLS];
	for (size_t passed = 0; !stream_capture_is_over(capture) && passed < MAX_DRAIN_BYTES; passed += STREAM_PIECE_BYTES) {
		bool waits = !all_written(capture);
		if (!waits && capture->recording != NULL)
			recording_wait_for_room(capture->recording, STREAM_COPY_BYTES + 1);
		fds[0] = signal_set_poll();
		stream_capture_poll(capture, fds + 1);
		int ready = poll(fds, 1 + STREAM_CAPTURE_POLLS, waits ? -1 : 0);
		if (ready > 0 && fds[0].revents != 0)
			signal_set_read();
		if (ready == 0 || is_asked_to_end())
			return;
		if (ready > 0)
			stream_capture_work(capture, fds + 1);
	}
}

static _Noreturn void
pass_until_end(struct stream_capture *capture)
{
	struct pollfd fds[STREAM_CAPTURE_POLLS];
	capture->recording = NULL;
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
	const struct stream_copy *output = &capture->copies[0];
	const struct stream_copy *errors = &capture->copies[1];
	int kept[] = {capture->order, output->source, output->target, errors->source, errors->target};
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
stream_capture_finish(struct stream_capture *capture)
{
	if (!stream_capture_is_over(capture))
		drain(capture);
	if (!stream_capture_is_over(capture))
		leave_copy(capture);
	stream_copy_close(&capture->copies[0]);
	stream_copy_close(&capture->copies[1]);
	fd_close(&capture->order);
	if (capture->input >= 0)
		record_input(capture);
}
