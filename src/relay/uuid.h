#ifndef UUID_H
#define UUID_H

#define UUID_CHARS 36

/* Writes a UUIDv7 (RFC 9562, section 5.7), which sorts by time. time_ms: milliseconds since 1970. */
void uuid_v7(char text[UUID_CHARS + 1], long long time_ms);

#endif
