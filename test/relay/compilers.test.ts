/** The relay compiles without a warning, whoever compiles it, and against either C library. */
import {readdirSync} from 'node:fs';
import {describeWith} from '../support/programs.ts';
import {compile, relayFile} from './build-harness.ts';

const COMPILERS = ['gcc', 'clang', 'musl-gcc'];

const sources = readdirSync(relayFile('.'))
  .filter((name) => name.endsWith('.c'))
  .map(relayFile);

describeWith(COMPILERS, 'the relay', () => {
  test.each(COMPILERS)(
    'compiles under %s with warnings as errors',
    (compiler) => {
      compile(sources, {compiler, options: ['-O2', '-static']}).remove();
    },
    120_000,
  );
});
