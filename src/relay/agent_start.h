/* Starts the agent: a process that outlives the relay and holds nothing of the user's. */
#ifndef AGENT_START_H
#define AGENT_START_H

/*
 * socket  where it will listen
 * node    path of Node
 * agent   path of the agent's bundle
 *
 * Does nothing where another host has just started one: a loop of commands would start an agent each, until the first is there.
 * Returns 0 when it was tried, 1 where it need not be, or -1 with errno set where no process is to be had.
 */
int agent_start(const char *socket, const char *node, const char *agent);

#endif
