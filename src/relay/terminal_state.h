/*
 * What is known of a command that runs in a PTY, for the three files that run it: terminal_bytes.c passes output and keys on,
 * terminal_jobs.c lends the user's terminal and follows signals, terminal_session.c has the loop, the beginning and the end.
 */
#ifndef TERMINAL_STATE_H
#define TERMINAL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#include "echo_evidence.h"
#include "key_rival.h"
#include "monitor.h"
#include "send_pace.h"
#include "terminal_keys.h"
#include "terminal_output.h"
#include "terminal_session.h"

/* Output is read up to so much before it is written: one system call for the user's terminal instead of sixteen. */
#define PASS_BYTES ((size_t)32 * 1024)
/* The room that is asked for: the last read may bring as much as the kernel keeps. */
#define READ_BYTES ((size_t)16 * 1024)

struct terminal_session {
	const struct terminal_session_setup *setup;
	struct tty_user *tty;
	struct recording *recording;
	struct monitor monitor;
	/* 0: not yet started. */
	pid_t command;
	/* The command was stopped because it wants the terminal, which another relay has. */
	bool waits_for_terminal;
	/* Looks at who has the terminal that are still due. */
	int looks_left;
	/* The window's, as both terminals had it last. */
	struct winsize size;
	bool is_hung_up;
	bool has_ended;
	bool is_master_dry;
	/* The last read said that nobody else has the PTY. */
	bool is_pty_unused;
	int start_error;
	/* There was no process for the command. */
	bool is_powerless;
	struct monitor_message end;
	struct send_pace pace;
	struct terminal_output output;
	struct terminal_keys keys;
	struct key_rival rival;
	/* As the agent was told last: the terminal hides what is typed. */
	bool is_hidden;
	/* Where output is looked at for the echo of keys; NULL while it is not. */
	struct echo_evidence *evidence;
	unsigned char unrecorded[PASS_BYTES + READ_BYTES];
};

#endif
