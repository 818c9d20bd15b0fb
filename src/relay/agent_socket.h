/* The agent's socket. What is typed and shown goes to whoever listens there, so it is looked at closely first. */
#ifndef AGENT_SOCKET_H
#define AGENT_SOCKET_H

#define AGENT_SOCKET_FOREIGN (-2)

/*
 * Connects to it. The socket, its folder and the process behind it must be the user's own.
 *
 * Returns a descriptor; -1 where nobody listens; AGENT_SOCKET_FOREIGN where somebody else could listen.
 */
int agent_socket_connect(const char *path);

#endif
