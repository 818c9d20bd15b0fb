/*
 * Somebody else who reads keys from the user's terminal while it is out on loan: a `pinentry`, above all, which an agent in the
 * background shows on the terminal that GPG_TTY names. Keys that we took from it would be half a passphrase, typed into the
 * command. Who reads keys has given the terminal modes of its own, so keys are left alone for a moment where the modes are not
 * ours; where nobody takes them, they are for us after all.
 */
#ifndef KEY_RIVAL_H
#define KEY_RIVAL_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

#include "tty_user.h"

struct key_rival {
	bool is_waited_for;
	int64_t look_at_ms;
	/* Keys that were there at the last look. */
	int count;
	/* Modes that somebody set who reads no keys. */
	bool has_accepted;
	struct termios accepted;
};

/* Keys have come. Returns whether they are for us; where not, they are not to be polled for. */
bool key_rival_leaves(struct key_rival *rival, const struct tty_user *tty, int64_t now_ms);

/* To be called when its time has come, and at any other. */
void key_rival_look(struct key_rival *rival, const struct tty_user *tty, int64_t now_ms);

/* Returns milliseconds until the next look; -1: none is due. */
int key_rival_timeout(const struct key_rival *rival, int64_t now_ms);

#endif
