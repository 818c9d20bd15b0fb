/* From the policy's verdict to the end of a recorded command, as src/host/recorded-run.ts. */
#ifndef RECORDED_RUN_H
#define RECORDED_RUN_H

#include "invocation.h"

/* invocation   options, settings, terminal and kinds of streams are known; the rest is VOID */
int recorded_run(struct invocation *invocation);

#endif
