/** Some kills of the agent under running commands; `npm run bench -- agent-kills` does it a hundred times with each host. */
import {describeWith} from '../../support/programs.ts';
import type {HostKind} from '../../support/release-home.ts';
import {createRandom} from '../../upload/soak/soak.ts';
import {killSoak} from './soak/kill-soak.ts';

describeWith(['python3'], 'an agent that is killed again and again', () => {
  test.each<HostKind>(['relay', 'node'])(
    'loses nothing that went through the %s host, and leaves no secret behind',
    async (host) => {
      const random = createRandom(Date.now());
      const result = await killSoak({host, kills: 6, pauseMs: 1_000, random, timeoutMs: 90_000});
      expect(result).toMatchObject({kills: 6, faults: [], leaks: []});
      expect(result.longestWriteMs).toBeLessThan(5_000);
    },
    240_000,
  );
});
