/*
 * Output of processes that a command left behind: it goes to the user's terminal as it would have done without us, and
 * neither delays the prompt nor is lost. It is not recorded: the session has ended.
 */
#ifndef LATE_OUTPUT_H
#define LATE_OUTPUT_H

#include "monitor.h"
#include "pty.h"
#include "tty_user.h"

/*
 * Leaves a detached copy of this process behind, which passes output until nobody has the PTY any more. With it the
 * monitor stays, since the kernel hangs a terminal up when its session's leader goes.
 *
 * Returns whether there is such a copy.
 */
int late_output_leave(const struct pty *pty, const struct tty_user *tty, const struct monitor *monitor);

#endif
