#include "frame_decoder.h"

#include <string.h>

#include "../protocol/frame.h"

size_t
frame_decoder_room(struct frame_decoder *decoder, unsigned char **place)
{
	memmove(decoder->bytes, decoder->bytes + decoder->start, decoder->end - decoder->start);
	decoder->end -= decoder->start;
	decoder->start = 0;
	*place = decoder->bytes + decoder->end;
	return sizeof decoder->bytes - decoder->end;
}

void
frame_decoder_add(struct frame_decoder *decoder, size_t bytes)
{
	decoder->end += bytes;
}

int
frame_decoder_next(struct frame_decoder *decoder, struct frame *frame)
{
	const unsigned char *bytes = decoder->bytes + decoder->start;
	size_t there = decoder->end - decoder->start;
	if (there < FRAME_HEADER_BYTES)
		return 0;
	uint64_t payload_bytes = frame_read_number(bytes + FRAME_LENGTH_AT, 4);
	if (payload_bytes > sizeof decoder->bytes - FRAME_HEADER_BYTES)
		return -1;
	if (there - FRAME_HEADER_BYTES < payload_bytes)
		return 0;
	frame->type = bytes[FRAME_TYPE_AT];
	frame->payload = bytes + FRAME_HEADER_BYTES;
	frame->payload_bytes = (size_t)payload_bytes;
	decoder->start += FRAME_HEADER_BYTES + frame->payload_bytes;
	return 1;
}

uint64_t
frame_read_number(const unsigned char *bytes, int count)
{
	uint64_t value = 0;
	for (int i = count - 1; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}
