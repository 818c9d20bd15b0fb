/* Who is at the other end of a socket, for the agent, which has no call for it. */
#ifndef PEER_H
#define PEER_H

/*
 * Writes the user id of whoever connected descriptor 0, and a line feed, to descriptor 1.
 *
 * Returns the status to exit with: 1 where descriptor 0 is no connection of this machine.
 */
int peer_tell(void);

#endif
