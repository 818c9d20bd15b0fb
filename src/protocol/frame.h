/*
 * The wire between hosts and agent, for the native relay. `frame.ts` is the original and says what each frame means;
 * `test/relay/frame-header.test.ts` compares the two.
 */
#ifndef FRAME_H
#define FRAME_H

#define FRAME_PROTOCOL_VERSION 1

/* u32 payload bytes, u8 type, u64 microseconds since the session's start; little-endian. */
#define FRAME_LENGTH_AT 0
#define FRAME_TYPE_AT 4
#define FRAME_ELAPSED_AT 5
#define FRAME_HEADER_BYTES 13

#define FRAME_MAX_PAYLOAD_BYTES (1024 * 1024 - FRAME_HEADER_BYTES)

enum frame_type {
	FRAME_HELLO = 1,
	FRAME_OUTPUT = 2,
	FRAME_INPUT = 3,
	FRAME_RESIZE = 4,
	FRAME_ECHO = 5,
	FRAME_EXEC = 6,
	FRAME_EXIT = 7,
	FRAME_SUSPEND = 8,
	FRAME_RESUME = 9,
	FRAME_END = 10,
	FRAME_CAPTURE = 11,
	FRAME_NOTE = 12,
	FRAME_CONTROL = 32,
	FRAME_ASK = 33,
	FRAME_ANSWER = 34,
	FRAME_WELCOME = 64,
	FRAME_ACK = 65,
	FRAME_VERDICT = 66,
	FRAME_REPLY = 96
};

/* A VERDICT's payload: u8 kind, u8 value, u16 question, text. See verdict.ts. */
#define VERDICT_HEADER_BYTES 4

enum verdict_kind { VERDICT_SAY = 1, VERDICT_ASK = 2, VERDICT_RUN = 3, VERDICT_STOP = 4 };

#define RUN_RECORD 1
#define RUN_PROCESSES 2

#endif
