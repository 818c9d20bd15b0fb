import {threadCpuMs, threadName} from '../../src/policy/thread-clock.ts';

test('counts what a thread does, and not what it waits', async () => {
  const name = threadName();
  const beforeMs = threadCpuMs(name)!;
  await new Promise((resolve) => setTimeout(resolve, 300));
  const waitedMs = threadCpuMs(name)! - beforeMs;
  // Whatever else the machine does: this much is done by this thread.
  const {user} = process.cpuUsage();
  while (process.cpuUsage().user - user < 300_000);
  const workedMs = threadCpuMs(name)! - beforeMs - waitedMs;
  expect(waitedMs).toBeLessThan(workedMs);
  expect(workedMs).toBeGreaterThanOrEqual(150);
});

test('says that it does not know what is no thread', () => {
  expect(threadCpuMs(null)).toBeNull();
  expect(threadCpuMs('1/task/4194303')).toBeNull();
});
