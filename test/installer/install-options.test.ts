import {parseInstallOptions, parseUninstallOptions} from '../../installer/install-options.ts';

describe('parseInstallOptions', () => {
  test('asks, changes PATH and says nothing about shims unless told otherwise', () => {
    expect(parseInstallOptions([])).toEqual({shims: null, modifyPath: true, nonInteractiveShells: false, yes: false});
  });

  test.each([
    [
      ['--shims', 'kubectl,psql'],
      ['kubectl', 'psql'],
    ],
    [['--shims=kubectl, psql kubectl'], ['kubectl', 'psql']],
    [
      ['--shims', 'a', '--shims', 'b'],
      ['a', 'b'],
    ],
    [['--shims', ''], []],
  ])('reads the shims of %j', (args, shims) => {
    expect(parseInstallOptions(args).shims).toEqual(shims);
  });

  test('reads the switches', () => {
    expect(parseInstallOptions(['-y', '--no-modify-path', '--non-interactive-shells'])).toEqual({
      shims: null,
      modifyPath: false,
      nonInteractiveShells: true,
      yes: true,
    });
  });

  test.each([
    [['--shim', 'a'], "Cannot read the options: Unknown option '--shim'"],
    [['kubectl'], "Cannot read the options: Unexpected argument 'kubectl'"],
    [['--shims'], "Cannot read the options: Option '--shims <value>' argument missing"],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseInstallOptions(args)).toThrow(expect.objectContaining({code: 'INSTALL_USAGE', message}));
  });
});

describe('parseUninstallOptions', () => {
  test('keeps recordings unless told otherwise', () => {
    expect(parseUninstallOptions([])).toEqual({purge: false, yes: false});
    expect(parseUninstallOptions(['--purge', '--yes'])).toEqual({purge: true, yes: true});
  });
});
