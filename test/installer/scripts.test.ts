import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describeWith} from '../support/programs.ts';

const INSTALLER = resolve(__dirname, '../../installer');
const SCRIPTS = ['install.sh', 'uninstall.sh', 'rc/path.sh'];

describeWith(['shellcheck', 'fish'], 'the scripts of the installer', () => {
  test.each(SCRIPTS)('shellcheck has nothing to say about %s', (script) => {
    expect(execFileSync('shellcheck', [join(INSTALLER, script)], {encoding: 'utf8'})).toBe('');
  });

  test('fish can parse rc/path.fish', () => {
    expect(execFileSync('fish', ['--no-execute', join(INSTALLER, 'rc/path.fish')], {encoding: 'utf8'})).toBe('');
  });

  test.each(['install.sh', 'uninstall.sh'])(
    '%s is functions and one last line, so that a cut download does nothing',
    (script) => {
      const lines = readFileSync(join(INSTALLER, script), 'utf8').trimEnd().split('\n');
      expect(lines.at(-1)).toBe('main "$@"');
      const outside = lines.slice(0, -1).filter((line) => /^\S/.test(line) && !/^(?:#|[a-z_]+\(\) \{$|\}$)/.test(line));
      expect(outside.filter((line) => !/^(?:set -eu|[A-Z_]+=\S+)$/.test(line))).toEqual([]);
    },
  );
});
