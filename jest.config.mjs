// Tests run from source: swc turns one TypeScript file at a time into CommonJS; `npm run typecheck` checks the types.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', {jsc: {target: 'es2022', parser: {syntax: 'typescript'}}, module: {type: 'commonjs'}}],
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  setupFilesAfterEnv: ['<rootDir>/test/support/retry.ts'],
  testTimeout: 20_000,
  // Most of the time goes into waiting for real programs: one worker per core, where jest would leave one free.
  maxWorkers: '100%',
};
