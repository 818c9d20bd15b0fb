import fc from 'fast-check';
import type {PolicyFacts} from '../../src/policy/facts.ts';
import {renderLuau} from '../../src/policy/luau-literal.ts';
import {LuauRunner} from '../../src/policy/luau-runner.ts';
import {renderPrelude} from '../../src/policy/prelude.ts';
import {POLICY_WORKER} from './policy-worker.ts';

const LIMIT_MS = 2_000;
/** The bar is 200 ms beyond the limit; a machine that does many things at once gets more here, and `npm run bench` measures. */
const SLACK_MS = 3_000;

const FACTS: PolicyFacts = {
  executable: 'kubectl',
  args: ['scale', '--context', 'prod-eu', '--replicas=3', 'deploy/web'],
  k8sCurrentContext: 'minikube',
  env: {AWS_PROFILE: 'ops'},
  cwd: '/home/alice',
  user: 'alice',
  host: 'laptop',
  isTty: true,
  gitBranch: 'main',
  tags: {context: 'prod-eu', namespace: 'shop'},
  atMs: new Date(2026, 10, 24, 13, 5, 9).getTime(),
};

describe('a snippet', () => {
  let runner: LuauRunner;
  beforeAll(async () => {
    runner = new LuauRunner({workerFile: POLICY_WORKER, limitMs: LIMIT_MS});
    await runner.warmUp();
  }, 60_000);
  afterAll(() => runner.close());

  const run = (source: string, line = 1, prelude = renderPrelude(FACTS)) =>
    runner.run({prelude, source, file: 'config.yaml', line});

  test.each([
    ['executable', 'kubectl'],
    ['args[1] .. #args', 'scale5'],
    ['flags.context', 'prod-eu'],
    ['flags.replicas', '3'],
    ['flags.missing', null],
    ['has_arg("scale")', true],
    ['has_arg("--replicas=3")', true],
    ['has_arg("scal")', false],
    ['k8s_current_context', 'minikube'],
    ['k8s_context', 'prod-eu'],
    ['env.AWS_PROFILE', 'ops'],
    ['env.HOME', null],
    ['cwd', '/home/alice'],
    ['user .. "@" .. host', 'alice@laptop'],
    ['is_tty', true],
    ['git_branch', 'main'],
    ['tags.namespace', 'shop'],
    ['`{time.year}-{time.month}-{time.day} {time.hour}:{time.min}:{time.sec} {time.wday}`', '2026-11-24 13:5:9 3'],
    ['if has_arg("scale") then "yes" else "no"', 'yes'],
    ['local n: number = 1\nn += 2\nreturn tostring(n)', '3'],
    ['-- nothing but a comment', null],
    ['x = 1', null],
  ])('%s', async (source, value) => {
    const result = await run(source);
    expect(result).toMatchObject({ok: true});
    expect(result.ok && (result.values[0] ?? null)).toBe(value);
  });

  test('tells the line of config.yaml where it fails, when it runs and when it does not compile', async () => {
    expect(await run('local a = 1\nreturn nothing.x', 41)).toEqual({
      ok: false,
      message: "config.yaml:42: attempt to index nil with 'x'",
    });
    const broken = await run('local a =\nreturn =', 7);
    expect(broken).toMatchObject({ok: false, message: expect.stringMatching(/^config\.yaml:8: /)});
    // Errors that Luau tells without a place.
    expect(await run('error({})', 9)).toMatchObject({message: expect.stringMatching(/^config\.yaml:9: /)});
    expect(await run('rawset(string, "x", 1)', 9)).toMatchObject({message: expect.stringMatching(/^config\.yaml:9: /)});
  });

  test.each(['io', 'os', 'require', 'load', 'loadstring', 'dofile', 'debug', 'getfenv', 'setfenv', '_G', 'newproxy'])(
    'has no %s',
    async (name) => {
      expect(await run(`${name} == nil`)).toEqual({ok: true, values: [true]});
    },
  );

  test('leaves nothing behind for the next one', async () => {
    await run('leftover = 1; has_arg = nil; flags = nil');
    expect(await run('leftover == nil and has_arg("scale") and flags.context == "prod-eu"')).toEqual({
      ok: true,
      values: [true],
    });
    await run('flags.context = "x"; args[1] = "x"; table.insert(args, "y")');
    expect(await run('flags.context == "prod-eu" and args[1] ~= "x" and not table.find(args, "y")')).toEqual({
      ok: true,
      values: [true],
    });
    for (const change of ['string.format = nil', 'getmetatable("").__index = 1']) {
      expect(await run(change)).toMatchObject({ok: false, message: expect.stringContaining('readonly')});
    }
  });

  test.each([
    ['an endless loop', 'while true do end'],
    ['an endless loop that catches errors', 'while true do pcall(function() while true do end end) end'],
    ['a string of 1 GB', 'return string.rep("x", 1024 * 1024 * 1024)'],
    ['a table without end', 'local t = {} while true do t[#t + 1] = string.rep("x", 100000) .. #t end'],
    [
      'a pattern that goes back without end',
      `return string.find(string.rep("a", 40), string.rep("a?", 40) .. string.rep("a", 41))`,
    ],
    ['recursion without end', 'local function f() return 1 + f() end return f()'],
    ['coroutines without end', 'local function f() coroutine.wrap(f)() end f()'],
    ['an error that is no text', 'error({})'],
    [
      'a metatable that never answers',
      'local t = setmetatable({}, {__index = function(t, k) return t[k .. "x"] end}) return t.a',
    ],
  ])('%s ends', async (_, source) => {
    const startedAt = performance.now();
    expect(await run(source)).toMatchObject({ok: false});
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS + SLACK_MS);
    expect(await run('has_arg("scale")')).toEqual({ok: true, values: [true]});
  });

  test('gets every text as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({unit: 'binary'}), {maxLength: 4}), async (args) => {
        const words = args;
        const equal = words.map((word, index) => `args[${index + 1}] == ${renderLuau(word)}`);
        const source = [`#args == ${words.length}`, ...equal].join(' and ');
        const prelude = renderPrelude({...FACTS, args: words});
        expect(await run(source, 1, prelude)).toEqual({ok: true, values: [true]});
        if (words.length > 0) expect(await run('args[1]', 1, prelude)).toEqual({ok: true, values: [words[0]]});
      }),
      {numRuns: 100},
    );
  }, 60_000);
});
