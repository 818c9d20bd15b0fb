/*
 * The processes of a session by looks at /proc: where the kernel does not report them, and where it had to leave some out.
 * What begins and ends between two looks is not seen. Ends are noticed when they come, with their
 * status where the kernel tells it to others than the parent.
 */
#ifndef PROCESS_LOOK_H
#define PROCESS_LOOK_H

#include "process_watch.h"

/* One look. Returns whether anything was new. */
bool process_look(struct process_watch *watch);

/* One look, and the appointment for the next: soon where something was new, later and later where nothing is. */
void process_look_and_plan(struct process_watch *watch);

/* Takes ends that were reported; what has been waiting for them may go on. */
void process_look_at_ends(struct process_watch *watch);

/* Something happens: the next look comes soon. */
void process_look_soon(struct process_watch *watch);

#endif
