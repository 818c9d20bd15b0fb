#include "json_scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns where the key's value begins, or NULL. */
static const char *
find_value(const char *text, const char *key)
{
	char quoted[64];
	int length = snprintf(quoted, sizeof quoted, "\"%s\"", key);
	if (length < 0 || (size_t)length >= sizeof quoted)
		return NULL;
	const char *found = strstr(text, quoted);
	if (found == NULL)
		return NULL;
	found += length;
	found += strspn(found, " \t\r\n");
	if (*found != ':')
		return NULL;
	return found + 1 + strspn(found + 1, " \t\r\n");
}

bool
json_scan_number(const char *text, const char *key, unsigned long long *number)
{
	const char *value = find_value(text, key);
	if (value == NULL || !isdigit((unsigned char)*value))
		return false;
	errno = 0;
	*number = strtoull(value, NULL, 10);
	return errno == 0;
}

bool
json_scan_string(const char *text, const char *key, char *value, size_t size)
{
	const char *found = find_value(text, key);
	if (found == NULL || *found != '"')
		return false;
	size_t length = strcspn(found + 1, "\"\\");
	if (found[1 + length] != '"' || length >= size)
		return false;
	memcpy(value, found + 1, length);
	value[length] = '\0';
	return true;
}
