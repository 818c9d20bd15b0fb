/* The node host, which does what the relay does not: it is one `exec` away, and nothing of ours was changed before. */
#ifndef HANDOVER_H
#define HANDOVER_H

/*
 * Becomes the node host. Returns where there is none.
 *
 * root    the home folder
 * words   of main, argv[0] included
 */
void handover_to_node(const char *root, char **words);

#endif
