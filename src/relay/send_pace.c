#include "send_pace.h"

/* Nothing came for so long: a line that somebody waits for is not followed by another one. */
#define QUIET_MS 10

/* What comes all the time goes so often: watchers see it within a second. */
#define STEADY_MS 200

/* More than this at once is a burst, which may be over soon. */
#define BURST_BYTES ((size_t)1 << 20)
#define BURST_MS 600

/* So much of the queue's room stays free, for the time that the agent needs to wake up. */
#define SPARE_BYTES (FRAME_QUEUE_BYTES / 8)

void
send_pace_look(struct send_pace *pace, const struct frame_queue *queue, int64_t now)
{
	if (queue->end == pace->seen)
		return;
	if (queue->sent >= pace->seen)
		pace->first_at = now;
	pace->seen = queue->end;
	pace->last_at = now;
}

int
send_pace_timeout(const struct send_pace *pace, const struct frame_queue *queue, int64_t now)
{
	size_t unsent = (size_t)(queue->end - queue->sent);
	if (unsent == 0)
		return -1;
	if (!frame_queue_has_room(queue, SPARE_BYTES))
		return 0;
	int64_t quiet = pace->last_at + QUIET_MS;
	int64_t latest = pace->first_at + (unsent > BURST_BYTES ? BURST_MS : STEADY_MS);
	int64_t due = quiet < latest ? quiet : latest;
	return due <= now ? 0 : (int)(due - now);
}
