/* What went wrong in hosts, for `ddcoterm doctor`: one JSON object a line, never an argument or session content. */
#ifndef FAILURE_LOG_H
#define FAILURE_LOG_H

/* Where the home cannot be written, the command runs all the same: never fails. */
void failure_log_append(const char *root, const char *code, const char *command, const char *message);

#endif
