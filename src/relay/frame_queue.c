#define _GNU_SOURCE
#include "frame_queue.h"

#include <string.h>
#include <sys/mman.h>

#include "../protocol/frame.h"

/* Output that waits grows into one frame up to this size. */
#define MERGED_PAYLOAD_BYTES ((size_t)256 * 1024)

/* Output is merged only when it is so close in time that a replay shows no difference, microseconds. */
#define MERGE_WINDOW_US 10000

/*
 * The ring lies in memory twice in a row, so that no frame is cut by its end. Not by way of a file in memory: that one's size
 * is bound by the user's `ulimit -f`. mremap(2) of no bytes maps the same pages once more.
 */
int
frame_queue_open(struct frame_queue *queue)
{
	void *room = mmap(NULL, 2 * FRAME_QUEUE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return -1;
	unsigned char *ring = mmap(room, FRAME_QUEUE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
	if (ring != MAP_FAILED && mremap(ring, 0, FRAME_QUEUE_BYTES, MREMAP_MAYMOVE | MREMAP_FIXED,
	                              ring + FRAME_QUEUE_BYTES) != MAP_FAILED) {
		queue->ring = ring;
		return 0;
	}
	munmap(room, 2 * FRAME_QUEUE_BYTES);
	return -1;
}

static unsigned char *
place_of(const struct frame_queue *queue, uint64_t offset)
{
	return queue->ring + ((offset - queue->base) & (FRAME_QUEUE_BYTES - 1));
}

static void
put_number(unsigned char *bytes, uint64_t value, int count)
{
	for (int i = 0; i < count; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
}

void
frame_encode_header(unsigned char *header, size_t payload_bytes, unsigned char type, uint64_t elapsed)
{
	put_number(header + FRAME_LENGTH_AT, payload_bytes, 4);
	header[FRAME_TYPE_AT] = type;
	put_number(header + FRAME_ELAPSED_AT, elapsed, 8);
}

bool
frame_queue_has_room(const struct frame_queue *queue, size_t payload_bytes)
{
	return queue->end - queue->acked + FRAME_HEADER_BYTES + payload_bytes <= FRAME_QUEUE_BYTES;
}

static size_t
last_payload_bytes(const struct frame_queue *queue)
{
	return (size_t)(queue->end - queue->last) - FRAME_HEADER_BYTES;
}

/* Whether the last frame is of this type and can still grow. */
static bool
may_grow(const struct frame_queue *queue, unsigned char type, uint64_t elapsed, size_t most)
{
	return queue->last_type == type && queue->last >= queue->sent && queue->end > queue->last &&
	       elapsed - queue->last_elapsed <= MERGE_WINDOW_US && last_payload_bytes(queue) + most <= MERGED_PAYLOAD_BYTES;
}

static bool
is_stream(unsigned char type)
{
	return type == FRAME_OUTPUT || type == FRAME_INPUT;
}

unsigned char *
frame_queue_reserve(struct frame_queue *queue, unsigned char type, uint64_t elapsed, size_t most)
{
	if (is_stream(type) && may_grow(queue, type, elapsed, most))
		return place_of(queue, queue->end);
	if (queue->acked == queue->end)
		queue->base = queue->end; /* empty: the pages that were used last are used again */
	queue->last = queue->end;
	queue->last_type = type;
	queue->last_elapsed = elapsed;
	frame_encode_header(place_of(queue, queue->end), 0, type, elapsed);
	return place_of(queue, queue->end) + FRAME_HEADER_BYTES;
}

void
frame_queue_commit(struct frame_queue *queue, size_t payload_bytes)
{
	if (queue->end == queue->last)
		queue->end += FRAME_HEADER_BYTES;
	queue->end += payload_bytes;
	put_number(place_of(queue, queue->last) + FRAME_LENGTH_AT, last_payload_bytes(queue), 4);
}

bool
frame_queue_push(
	struct frame_queue *queue, unsigned char type, uint64_t elapsed, const void *payload, size_t payload_bytes)
{
	if (payload_bytes > FRAME_MAX_PAYLOAD_BYTES || !frame_queue_has_room(queue, payload_bytes))
		return false;
	unsigned char *place = frame_queue_reserve(queue, type, elapsed, payload_bytes);
	if (payload_bytes > 0)
		memcpy(place, payload, payload_bytes);
	frame_queue_commit(queue, payload_bytes);
	return true;
}

bool
frame_queue_push_capture(
	struct frame_queue *queue, unsigned char descriptor, uint64_t elapsed, const void *bytes, size_t length)
{
	if (length >= FRAME_MAX_PAYLOAD_BYTES || !frame_queue_has_room(queue, length + 1))
		return false;
	if (may_grow(queue, FRAME_CAPTURE, elapsed, length) && queue->last_descriptor == descriptor) {
		memcpy(place_of(queue, queue->end), bytes, length);
		frame_queue_commit(queue, length);
		return true;
	}
	unsigned char *place = frame_queue_reserve(queue, FRAME_CAPTURE, elapsed, length + 1);
	*place = descriptor;
	memcpy(place + 1, bytes, length);
	frame_queue_commit(queue, length + 1);
	queue->last_descriptor = descriptor;
	return true;
}

size_t
frame_queue_unsent(const struct frame_queue *queue, const unsigned char **bytes)
{
	*bytes = place_of(queue, queue->sent);
	return (size_t)(queue->end - queue->sent);
}

void
frame_queue_mark_sent(struct frame_queue *queue, size_t bytes)
{
	queue->sent += bytes;
}

void
frame_queue_acknowledge(struct frame_queue *queue, uint64_t offset)
{
	/* A stranger's number must not reach beyond what it was sent. */
	offset = offset > UINT64_MAX - queue->shift ? UINT64_MAX : offset + queue->shift;
	if (offset > queue->sent)
		offset = queue->sent;
	if (offset > queue->acked)
		queue->acked = offset;
}

void
frame_queue_rewind(struct frame_queue *queue, uint64_t offset)
{
	queue->shift = offset < queue->acked ? queue->acked - offset : 0;
	queue->sent = offset < queue->acked ? queue->acked : offset;
	if (offset > queue->end) {
		/* A session that has ended and is written: nothing of ours is missing. */
		queue->sent = queue->end;
		queue->acked = queue->end;
	}
}
