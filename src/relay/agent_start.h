/* Starts the agent: a process that outlives the relay and holds nothing of the user's. */
#ifndef AGENT_START_H
#define AGENT_START_H

/*
 * node    path of Node
 * agent   path of the agent's bundle
 *
 * Returns 0 when it was tried, or -1 with errno set where no process is to be had.
 */
int agent_start(const char *node, const char *agent);

#endif
