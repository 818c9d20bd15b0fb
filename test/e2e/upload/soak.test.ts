/** Some thousands of entries through random faults and agent kills; `npm run bench -- upload-soak` does it with 100,000. */
import {soak} from '../../upload/soak/soak.ts';

test('every entry arrives, once, whatever the network and the agent do', async () => {
  const result = await soak({
    ...{commands: 2_000, outputChars: 600, processes: 'logs', faultPercent: 30, kills: 4, seed: 7, timeoutMs: 90_000},
  });
  expect(result).toMatchObject({expected: 4_120, left: 0, missing: [], duplicates: [], violations: []});
  expect(result.kills).toBeGreaterThanOrEqual(3);
}, 120_000);

test('single events arrive, too', async () => {
  const result = await soak({
    ...{commands: 150, outputChars: 50, processes: 'events', faultPercent: 10, kills: 2, seed: 11, timeoutMs: 90_000},
  });
  expect(result).toMatchObject({expected: 310, left: 0, missing: [], duplicates: [], violations: []});
}, 120_000);
