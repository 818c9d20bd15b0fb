import {unknownNames} from '../../src/policy/unknown-names.ts';

describe('names that a snippet does not have', () => {
  test.each([
    ['flag.context == nil', 'flag', 'did you mean "flags"?'],
    ['has_args("x")', 'has_args', 'did you mean "has_arg"?'],
    ['os.time() > 5', 'os', 'the date is in "time", variables are in "env"'],
    ['return require("x")', 'require', ''],
    ['local a = 1\nreturn a .. wrong', 'wrong', ''],
  ])('%s', (source, name, cure) => {
    const line = source.slice(0, source.indexOf(name)).split('\n').length - 1;
    expect(unknownNames(source)).toEqual([{name, line, cure}]);
  });

  test.each([
    'args[1]:match("^pro") and has_arg("scale") and env.USER ~= user',
    'local k8s, other = flags.context, 5 return k8s:match("prod") or other > 0x1F',
    'local function deep(list, key) return list[key] end return deep(args, 1)',
    'local f = function(a, b, ...) return a + b + select("#", ...) end return f(1, 2)',
    'for i, word in ipairs(args) do if word == "x" then return true, "m " .. i end end',
    'for number = 1, #args do print(number) end',
    'made = 1 return made == 1',
    'local t = {name = "x", other = 1} return t.name',
    '-- unknown words in a comment\nreturn true --[[ and\n more ]]',
    'return "unknown words", \'in "quotes"\', [[and in\nbrackets]], `and {in} ticks`',
    'local n: number = 1 n += 2 return (n :: any) == 3',
    'local function f() return f() end while true do if is_tty then break else continue end end',
  ])('none in %s', (source) => {
    expect(unknownNames(source)).toEqual([]);
  });
});
