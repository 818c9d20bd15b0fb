#include "process_table.h"

/* Ids are given one after the other, so that neighbours in time are neighbours in memory. */
static size_t
home_of(pid_t pid)
{
	return (size_t)pid & (PROCESS_TABLE_SLOTS - 1);
}

static size_t
after(size_t slot)
{
	return (slot + 1) & (PROCESS_TABLE_SLOTS - 1);
}

/* The slot of the id, or the free one where it would stand. */
static size_t
slot_of(const struct process_table *table, pid_t pid)
{
	size_t slot = home_of(pid);
	while (table->slots[slot] != 0 && table->entries[table->slots[slot] - 1].pid != pid)
		slot = after(slot);
	return slot;
}

struct process_entry *
process_table_find(struct process_table *table, pid_t pid)
{
	if (table->count == 0 || pid <= 0)
		return NULL;
	uint16_t place = table->slots[slot_of(table, pid)];
	return place == 0 ? NULL : &table->entries[place - 1];
}

struct process_entry *
process_table_add(struct process_table *table, pid_t pid)
{
	if (pid <= 0)
		return NULL;
	size_t slot = slot_of(table, pid);
	if (table->slots[slot] == 0) {
		if (table->count == PROCESS_TABLE_MOST)
			return NULL;
		table->slots[slot] = (uint16_t)++table->count;
	}
	struct process_entry *entry = &table->entries[table->slots[slot] - 1];
	*entry = (struct process_entry){.pid = pid, .descriptor = -1};
	return entry;
}

/* What stands behind a slot that becomes free moves up, where the search for it would end there (Knuth 6.4, R). */
static void
close_gap(struct process_table *table, size_t gap)
{
	for (size_t slot = after(gap); table->slots[slot] != 0; slot = after(slot)) {
		size_t home = home_of(table->entries[table->slots[slot] - 1].pid);
		size_t from_home = (slot - home) & (PROCESS_TABLE_SLOTS - 1);
		size_t from_gap = (slot - gap) & (PROCESS_TABLE_SLOTS - 1);
		if (from_home < from_gap)
			continue;
		table->slots[gap] = table->slots[slot];
		gap = slot;
	}
	table->slots[gap] = 0;
}

void
process_table_remove(struct process_table *table, pid_t pid)
{
	if (pid <= 0)
		return;
	size_t slot = slot_of(table, pid);
	uint16_t place = table->slots[slot];
	if (place == 0)
		return;
	close_gap(table, slot);
	table->count--;
	if (place - 1U == table->count)
		return;
	size_t moved = slot_of(table, table->entries[table->count].pid);
	table->entries[place - 1] = table->entries[table->count];
	table->slots[moved] = place;
}
