#include "proc_event.h"

#include <string.h>

/* struct nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 port. */
enum { LENGTH_AT = 0, TYPE_AT = 4, HEADER_BYTES = 16 };
#define TYPE_DONE 3

/* struct cn_msg: u32 id.idx, u32 id.val, u32 seq, u32 ack, u16 len, u16 flags. */
enum { INDEX_AT = 16, VALUE_AT = 20, ACK_AT = 28, LEN_AT = 32, EVENT_AT = 36 };
#define PROC_INDEX 1
#define PROC_VALUE 1

/* struct proc_event: u32 what, u32 cpu, u64 nanoseconds, then by what: */
enum { WHAT_AT = EVENT_AT, TIME_AT = EVENT_AT + 8, DATA_AT = EVENT_AT + 16 };
/* u32 errno */
enum { ANSWER_ERROR_AT = DATA_AT, ANSWER_END = DATA_AT + 4 };
/* u32 parent's thread, u32 parent, u32 thread, u32 process */
enum { FORK_PARENT_AT = DATA_AT + 4, FORK_THREAD_AT = DATA_AT + 8, FORK_PROCESS_AT = DATA_AT + 12, FORK_END = DATA_AT + 16 };
/* u32 thread, u32 process */
enum { EXEC_PROCESS_AT = DATA_AT + 4, EXEC_END = DATA_AT + 8 };
/* u32 thread, u32 process, u32 status, u32 signal to the parent */
enum { EXIT_THREAD_AT = DATA_AT, EXIT_PROCESS_AT = DATA_AT + 4, EXIT_STATUS_AT = DATA_AT + 8, EXIT_END = DATA_AT + 12 };

#define WHAT_ANSWER 0U
#define WHAT_FORK 1U
#define WHAT_EXEC 2U
#define WHAT_EXIT 0x80000000U

/* enum proc_cn_mcast_op */
#define OPERATION_LISTEN 1U
#define OPERATION_IGNORE 2U

static uint32_t
word_at(const unsigned char *message, size_t at)
{
	uint32_t word;
	memcpy(&word, message + at, sizeof word);
	return word;
}

static uint16_t
half_at(const unsigned char *message, size_t at)
{
	uint16_t half;
	memcpy(&half, message + at, sizeof half);
	return half;
}

static void
put_word(unsigned char *message, size_t at, uint32_t word)
{
	memcpy(message + at, &word, sizeof word);
}

static void
put_half(unsigned char *message, size_t at, uint16_t half)
{
	memcpy(message + at, &half, sizeof half);
}

void
proc_event_request(unsigned char message[PROC_EVENT_REQUEST_BYTES], uint32_t token, bool subscribes)
{
	memset(message, 0, PROC_EVENT_REQUEST_BYTES);
	put_word(message, LENGTH_AT, PROC_EVENT_REQUEST_BYTES);
	put_half(message, TYPE_AT, TYPE_DONE);
	put_word(message, INDEX_AT, PROC_INDEX);
	put_word(message, VALUE_AT, PROC_VALUE);
	put_word(message, ACK_AT, token);
	put_half(message, LEN_AT, sizeof(uint32_t));
	put_word(message, EVENT_AT, subscribes ? OPERATION_LISTEN : OPERATION_IGNORE);
}

static void
read_fork(struct proc_event *event, const unsigned char *message)
{
	uint32_t process = word_at(message, FORK_PROCESS_AT);
	if (word_at(message, FORK_THREAD_AT) != process)
		return;
	event->kind = PROC_EVENT_FORK;
	event->pid = (pid_t)process;
	event->parent = (pid_t)word_at(message, FORK_PARENT_AT);
}

static void
read_exit(struct proc_event *event, const unsigned char *message)
{
	uint32_t process = word_at(message, EXIT_PROCESS_AT);
	if (word_at(message, EXIT_THREAD_AT) != process)
		return;
	event->kind = PROC_EVENT_EXIT;
	event->pid = (pid_t)process;
	event->value = (int)(word_at(message, EXIT_STATUS_AT) & 0xffff);
}

static void
read_data(struct proc_event *event, const unsigned char *message, size_t bytes, uint32_t token)
{
	uint32_t what = word_at(message, WHAT_AT);
	if (what == WHAT_FORK && bytes >= FORK_END) {
		read_fork(event, message);
	} else if (what == WHAT_EXIT && bytes >= EXIT_END) {
		read_exit(event, message);
	} else if (what == WHAT_EXEC && bytes >= EXEC_END) {
		event->kind = PROC_EVENT_EXEC;
		event->pid = (pid_t)word_at(message, EXEC_PROCESS_AT);
	} else if (what == WHAT_ANSWER && bytes >= ANSWER_END && word_at(message, ACK_AT) == token + 1) {
		event->kind = PROC_EVENT_ANSWER;
		event->value = (int)(word_at(message, ANSWER_ERROR_AT) & 0x7fffffff);
	}
}

bool
proc_event_parse(struct proc_event *event, const unsigned char *message, size_t bytes, uint32_t token)
{
	uint64_t nanoseconds;
	*event = (struct proc_event){.kind = PROC_EVENT_OTHER};
	if (bytes < DATA_AT)
		return false;
	size_t announced = word_at(message, LENGTH_AT);
	if (announced < DATA_AT || announced > bytes)
		return false;
	size_t data = half_at(message, LEN_AT);
	if (half_at(message, TYPE_AT) != TYPE_DONE || word_at(message, INDEX_AT) != PROC_INDEX ||
	    word_at(message, VALUE_AT) != PROC_VALUE || data > announced - EVENT_AT)
		return false;
	memcpy(&nanoseconds, message + TIME_AT, sizeof nanoseconds);
	event->at_us = nanoseconds / 1000;
	read_data(event, message, EVENT_AT + data, token);
	/* Process ids are small and positive; what else came is no event of ours. */
	if (event->pid < 0 || event->parent < 0 || (event->kind > PROC_EVENT_ANSWER && event->pid == 0))
		event->kind = PROC_EVENT_OTHER;
	return true;
}
