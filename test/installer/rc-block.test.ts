import fc from 'fast-check';
import {
  applyBlock,
  type BlockOptions,
  type BlockPlace,
  hasBlock,
  removeBlocks,
  renderBlock,
} from '../../installer/rc-block.ts';

const SH: BlockOptions = {dialect: 'sh', home: null, userHome: '/home/ann'};
const FISH: BlockOptions = {...SH, dialect: 'fish'};
const BLOCK = renderBlock(SH);

const apply = (text: string | null, options = SH, place: BlockPlace = 'end') => applyBlock(text, options, place, 'rc');

describe('renderBlock', () => {
  test('names no path of this machine when the home is the default one', () => {
    expect(BLOCK).toBe(
      `# >>> ddcoterm >>>
# Puts ddcoterm's shims first on PATH. Made by its installer, removed by its uninstaller. Keep it last in this file.
if [ -r "\${DDCOTERM_HOME:-\${HOME-}/.ddcoterm}/lib/current/installer/path.sh" ]; then
  . "\${DDCOTERM_HOME:-\${HOME-}/.ddcoterm}/lib/current/installer/path.sh"
fi
# <<< ddcoterm <<<
`,
    );
    expect(renderBlock(FISH)).not.toContain('ann');
  });

  test('names another home, by HOME where it lies below it', () => {
    expect(renderBlock({...SH, home: '/home/ann/my dd'})).toContain(
      `export DDCOTERM_HOME="\${DDCOTERM_HOME:-$HOME/my dd}"\n`,
    );
    expect(renderBlock({...SH, home: '/srv/a"$b`'})).toContain(
      `export DDCOTERM_HOME="\${DDCOTERM_HOME:-/srv/a\\"\\$b\\\`}"\n`,
    );
    expect(renderBlock({...FISH, home: '/srv/dd'})).toContain('set -gx DDCOTERM_HOME "/srv/dd"\n');
  });
});

describe('applyBlock', () => {
  test.each([
    ['an empty file', '', BLOCK],
    ['a file', 'a\nb\n', `a\nb\n${BLOCK}`],
  ])('puts the block at the end of %s', (_, before, after) => {
    expect(apply(before)).toBe(after);
  });

  test('puts it at both ends where the file may be left early', () => {
    expect(apply('a\n', SH, 'both')).toBe(`${BLOCK}a\n${BLOCK}`);
  });

  test('moves the block to the end again, and brings it up to date', () => {
    const old = BLOCK.replace('Keep it last', 'Older words');
    expect(apply(`a\n${old}b\n`)).toBe(`a\nb\n${BLOCK}`);
    expect(apply(`${BLOCK}a\n${BLOCK}b\n${old}`)).toBe(`a\nb\n${BLOCK}`);
    expect(apply(apply('a\n', SH, 'both'))).toBe(`a\n${BLOCK}`);
  });

  test('refuses a block without its end, since what follows could be lost', () => {
    const broken = 'a\n# >>> ddcoterm >>>\nb\n';
    for (const act of [apply, (text: string) => removeBlocks(text, 'rc')]) {
      expect(() => act(broken)).toThrow(expect.objectContaining({code: 'RC_BLOCK'}));
    }
  });

  test('does not take lines for markers that only hold one', () => {
    const text = 'echo "# >>> ddcoterm >>>"\n # >>> ddcoterm >>>\n# >>> ddcoterm >>> x\n';
    expect(hasBlock(text)).toBe(false);
    expect(apply(text)).toBe(text + BLOCK);
  });
});

describe('removeBlocks', () => {
  const line = fc.oneof(
    fc.constantFrom('', 'export A=1', '  fi', '# >>> conda >>>', 'ü', '\t', '#'),
    fc.string({maxLength: 8}),
  );
  const text = fc
    .tuple(fc.array(line, {maxLength: 6}), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, lineEnd, ends]) => lines.join(lineEnd) + (ends && lines.length > 0 ? lineEnd : ''));
  const options = fc.constantFrom(SH, FISH, {...SH, home: '/srv/ü x'});
  const place = fc.constantFrom<BlockPlace>('end', 'both');

  test('gives back, byte for byte, what applyBlock was given', () => {
    fc.assert(
      fc.property(text, options, place, (before, some, where) => {
        expect(removeBlocks(apply(before, some, where), 'rc')).toBe(before);
      }),
    );
  });

  test('gives it back also after applying twice, with other options', () => {
    fc.assert(
      fc.property(text, options, place, options, place, (before, a, placeA, b, placeB) => {
        const once = apply(before, b, placeB);
        expect(apply(once, b, placeB)).toBe(once);
        expect(apply(apply(before, a, placeA), b, placeB)).toBe(once);
      }),
    );
  });

  test('keeps what somebody added behind the block', () => {
    expect(removeBlocks(`${apply('a')}b\n`, 'rc')).toBe('a\nb\n');
    expect(removeBlocks(`${apply('a\n')}b`, 'rc')).toBe('a\nb');
  });

  test('makes a file go that was made for the block, and no other', () => {
    expect(removeBlocks(apply(null), 'rc')).toBeNull();
    expect(removeBlocks(apply(apply(null)), 'rc')).toBeNull();
    expect(removeBlocks(`${apply(null)}b\n`, 'rc')).toBe('b\n');
    expect(removeBlocks(apply(''), 'rc')).toBe('');
    expect(removeBlocks('', 'rc')).toBe('');
  });

  test('finds the block in a file that was turned to Windows line ends', () => {
    const windows = apply('a\nb\n').replaceAll('\n', '\r\n');
    expect(removeBlocks(windows, 'rc')).toBe('a\r\nb\r\n');
  });
});
