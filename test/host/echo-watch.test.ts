import {EchoWatch} from '../../src/host/echo-watch.ts';

const watch = (keys: string, output: string[]) => {
  const echo = new EchoWatch(Buffer.from(keys));
  for (const text of output) echo.push(Buffer.from(text));
  return echo;
};

describe('EchoWatch', () => {
  test.each([
    ['a line that came back', 'alice\r', ['alice\r\npassword: ']],
    ['a line that came back in pieces', 'alice\r', ['al', 'ice\r\n']],
    ['two lines', 'one\rtwo\r', ['one\r\none\r\ntwo\r\n']],
    ['a line end alone', '\r', []],
    ['letters beyond ASCII', 'grün\r', ['grün\r\n']],
  ])('%s is echoed', async (_, keys, output) => {
    expect(await watch(keys, output).wait()).toBe(true);
  });

  test.each([
    ['nothing came back', 'hunter2\r', ['\r\n']],
    ['stars came back', 'hunter2\r', ['*******\r\n']],
    ['one of two lines came back', 'one\rtwo\r', ['one\r\n\r\n']],
  ])('%s: not echoed', async (_, keys, output) => {
    expect(await watch(keys, output).wait()).toBe(false);
  });

  test('waits for echo that is on its way', async () => {
    const echo = new EchoWatch(Buffer.from('late'));
    const result = echo.wait();
    echo.push(Buffer.from('late'));
    expect(await result).toBe(true);
  });
});
