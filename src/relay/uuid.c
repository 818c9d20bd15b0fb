#define _GNU_SOURCE
#include "uuid.h"

#include <stdio.h>
#include <stdint.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Without the system's randomness, what tells two relays of one moment apart: their process and their clock. */
static void
fill_by_clock(unsigned char *bytes, size_t count)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	uint64_t state = (uint64_t)now.tv_nsec * 1000003U ^ (uint64_t)getpid() << 20;
	for (size_t i = 0; i < count; i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		bytes[i] = (unsigned char)(state >> 56);
	}
}

void
uuid_v7(char text[UUID_CHARS + 1], long long time_ms)
{
	unsigned char bytes[16];
	if (getrandom(bytes + 6, 10, GRND_NONBLOCK) != 10)
		fill_by_clock(bytes + 6, 10);
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(time_ms >> (40 - 8 * i));
	bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
	bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
	char *at = text;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		at += snprintf(at, 3, "%02x", bytes[i]);
	}
}
