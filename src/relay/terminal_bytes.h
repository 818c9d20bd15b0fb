/* Output of the command and keys of the user, on their way between two terminals and into the recording. */
#ifndef TERMINAL_BYTES_H
#define TERMINAL_BYTES_H

#include "terminal_state.h"

/* Whether there is room for more of the command's output. */
bool terminal_may_read_output(const struct terminal_session *session);

/* Reads what is there, records it and passes it on. */
void terminal_pass_output(struct terminal_session *session);

/*
 * Passes on all that was written until now. The kernel first moves on what is on its way when it is asked to read,
 * whereas the event that output is there may come late.
 */
void terminal_drain_output(struct terminal_session *session);

/* Keys that came. */
void terminal_read_keys(struct terminal_session *session);

/* Keys that wait for room in the command's terminal. */
void terminal_pass_keys(struct terminal_session *session);

/* Keys typed before the terminal was borrowed. */
void terminal_record_typed_ahead(struct terminal_session *session);

#endif
