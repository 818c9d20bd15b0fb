#define _GNU_SOURCE
#include "time_slice.h"

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's shortest, nanoseconds. A look at a process takes a fifth of it. */
#define SHORT_SLICE_NS 100000U

#define POLICY_OTHER 0U

/* struct sched_attr as it was first, see sched_setattr(2). */
struct attributes {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime_ns;
	uint64_t deadline_ns;
	uint64_t period_ns;
};

void
time_slice_shorten(void)
{
	struct attributes attributes = {0};
	if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0 || attributes.policy != POLICY_OTHER)
		return;
	attributes.runtime_ns = SHORT_SLICE_NS;
	syscall(SYS_sched_setattr, 0, &attributes, 0);
}
