/*
 * Before a command that has a policy: the agent says whether and how it runs, and talks to the user meanwhile. See
 * `src/protocol/verdict.ts`; nothing is known of policies here.
 */
#ifndef VERDICT_GATE_H
#define VERDICT_GATE_H

#include <stdbool.h>

#include "hello.h"

enum passage_kind {
	/* No agent could be had: the failure setting decides. */
	PASSAGE_UNKNOWN,
	PASSAGE_RUN,
	PASSAGE_STOP
};

struct passage {
	enum passage_kind kind;
	bool records;
	bool reports_processes;
	/* Of PASSAGE_STOP: the exit status. */
	int status;
	/* Of PASSAGE_RUN: for HELLO, to be freed. */
	char *verdicts;
};

/*
 * Asks, and waits as long as the agent has something to say. An interrupt ends this process as it would have ended the
 * command.
 *
 * facts   of the session; the gate writes its ASK frames with them
 */
struct passage verdict_gate_pass(struct hello_facts *facts);

#endif
