/* Reassembles the small frames that an agent sends (WELCOME, ACK, VERDICT) from a stream cut anywhere. */
#ifndef FRAME_DECODER_H
#define FRAME_DECODER_H

#include <stddef.h>
#include <stdint.h>

/* Room for the longest frame of an agent: a VERDICT's message is for one screen. */
#define FRAME_DECODER_BYTES 16384

struct frame_decoder {
	/* What was read and not yet handed out. */
	size_t start;
	size_t end;
	unsigned char bytes[FRAME_DECODER_BYTES];
};

struct frame {
	unsigned char type;
	const unsigned char *payload;
	size_t payload_bytes;
};

/*
 * Where the next bytes are to be written; frames that were handed out are gone then.
 *
 * Returns the room there: at least 1 when frame_decoder_next has answered 0.
 */
size_t frame_decoder_room(struct frame_decoder *decoder, unsigned char **place);
void frame_decoder_add(struct frame_decoder *decoder, size_t bytes);

/*
 * Takes out the next whole frame.
 *
 * frame   receives it; its payload holds until frame_decoder_room
 *
 * Returns 1, 0 where more bytes are needed, or -1 where no agent of ours talks: a frame too long to be one.
 */
int frame_decoder_next(struct frame_decoder *decoder, struct frame *frame);

/* A little-endian number. */
uint64_t frame_read_number(const unsigned char *bytes, int count);

#endif
