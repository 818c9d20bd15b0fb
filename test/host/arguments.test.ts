import {parseHostArguments} from '../../src/host/arguments.ts';

describe('parseHostArguments', () => {
  test('takes name, path and words of the command as they are', () => {
    expect(parseHostArguments(['kubectl', '/usr/bin/kubectl', 'get', '--quiet', '--', 'x'])).toEqual({
      origin: 'shim',
      name: 'kubectl',
      executable: '/usr/bin/kubectl',
      args: ['get', '--quiet', '--', 'x'],
    });
  });

  test('reads every option', () => {
    const session = '01890a5d-ac96-774b-bcce-b302099a8057';
    const options = [
      '--origin=shell',
      '--title=a=b',
      '--tag=a:b:c',
      '--tag=d:',
      '--record-input',
      '--no-upload',
      '--quiet',
    ];
    expect(parseHostArguments([...options, `--session=${session}`, '--', '--odd', '/bin/odd'])).toEqual({
      origin: 'shell',
      title: 'a=b',
      tags: {a: 'b:c', d: ''},
      recordInput: true,
      upload: false,
      quiet: true,
      session,
      name: '--odd',
      executable: '/bin/odd',
      args: [],
    });
  });

  test.each([
    [[]],
    [['kubectl']],
    [['--', 'kubectl']],
    [['--nonsense', 'a', '/a']],
    [['--origin=tree', 'a', '/a']],
    [['--title', 'a', '/a']],
    [['--tag=nocolon', 'a', '/a']],
    [['--tag=:x', 'a', '/a']],
    [['--session=../../x', 'a', '/a']],
  ])('throws HOST_USAGE for %j', (words) => {
    expect(() => parseHostArguments(words)).toThrow(expect.objectContaining({code: 'HOST_USAGE'}));
  });
});
