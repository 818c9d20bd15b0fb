import {homePaths, SOCKET_VERSION} from '../../src/config/home.ts';
import {PROTOCOL_VERSION} from '../../src/protocol/frame.ts';

test('the socket is named after the protocol it speaks', () => {
  expect(SOCKET_VERSION).toBe(PROTOCOL_VERSION);
  expect(homePaths({HOME: '/home/me'}).socket).toBe(`/home/me/.ddcoterm/run/agent-v${PROTOCOL_VERSION}.sock`);
});

test('a home with a long path gets a socket that the system can bind, always the same', () => {
  const env = {DDCOTERM_HOME: `/${'long/'.repeat(40)}home`};
  const {socket} = homePaths(env);
  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(103);
  expect(homePaths(env).socket).toBe(socket);
  expect(homePaths({DDCOTERM_HOME: `${env.DDCOTERM_HOME}2`}).socket).not.toBe(socket);
});
