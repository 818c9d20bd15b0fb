/* Finds single values in small JSON objects that we or the agent wrote: flat, without escaped keys. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether there is a whole number, not negative, under the key. */
bool json_scan_number(const char *text, const char *key, unsigned long long *number);

/* Copies a string without escapes. Returns whether there is one that fits. */
bool json_scan_string(const char *text, const char *key, char *value, size_t size);

#endif
