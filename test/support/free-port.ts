import {createServer} from 'node:net';

/** A TCP port on loopback that nobody uses at the moment of the call. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('No port was given'));
        return;
      }
      server.close(() => resolve(address.port));
    });
  });
}
