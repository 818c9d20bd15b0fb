/*
 * The kernel's own report of every fork, exec and exit on the machine: one netlink socket. Root may listen, and everybody
 * since Linux 6.6, but not from within a container's network or process namespace.
 */
#ifndef PROC_CONNECTOR_H
#define PROC_CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc_event.h"

/* Processes that one bell can hang on. */
#define PROC_CONNECTOR_BELL_MOST 256

/* So many are taken from the kernel with one system call. */
#define PROC_CONNECTOR_BATCH 32

struct proc_connector {
	int fd;
	uint32_t token;
};

#define PROC_CONNECTOR_VOID ((struct proc_connector){.fd = -1})

/*
 * Subscribes. The kernel answers within the call, so that nothing is waited for.
 *
 * Returns whether events will come. Otherwise nothing is open.
 */
bool proc_connector_open(struct proc_connector *connector);

/*
 * Lets the kernel leave out what is of no interest (threads, changes of names and credentials), and gives it room for more
 * events. Apart from opening, since it takes longer: it is for when the command is on its way.
 */
void proc_connector_tune(const struct proc_connector *connector);

/*
 * Takes the next events.
 *
 * Returns their number; 0 where none is there; -1: the kernel had to leave some out, for want of room.
 */
int proc_connector_receive(const struct proc_connector *connector, struct proc_event events[PROC_CONNECTOR_BATCH]);

/*
 * Opens a second socket that wakes its owner only for these processes, and now and then at random, so that the first
 * one's queue, which nobody waits for meanwhile, is emptied before it is full.
 *
 * count   at most PROC_CONNECTOR_BELL_MOST
 *
 * Returns its descriptor, or -1 where no socket is to be had.
 */
int proc_connector_open_bell(const struct proc_connector *connector, const pid_t *pids, size_t count);

/* Takes away what rang. */
void proc_connector_hush_bell(int bell);

void proc_connector_close(struct proc_connector *connector);

#endif
