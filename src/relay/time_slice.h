/* How soon the system lets this process run when it wakes up beside others that are busy. */
#ifndef TIME_SLICE_H
#define TIME_SLICE_H

/*
 * Asks for a short slice of the processor: by that Linux since 6.12 lets who wakes up go before who has been running, with no
 * more processor time in all, and without any right. Elsewhere nothing changes. Children inherit it: for when the command is
 * on its way.
 */
void time_slice_shorten(void);

#endif
