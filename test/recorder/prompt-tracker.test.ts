import {PromptTracker} from '../../src/recorder/prompt-tracker.ts';

/** As psql's: `name=#`, continuation lines with another sign before the `#`. */
const PSQL = {first: '\\w+=[#>] ', continuation: '\\w+[-(\'"*$][#>] ', terminator: ';'};

describe('PromptTracker', () => {
  test('gives a statement that ends in its line', () => {
    expect(new PromptTracker(PSQL).enter('app=# select 1;')).toEqual({kind: 'statement', text: 'select 1;'});
  });

  test('joins continuation lines until the terminator', () => {
    const tracker = new PromptTracker(PSQL);
    expect(tracker.enter('app=# select 1')).toEqual({kind: 'unfinished'});
    expect(tracker.enter('app-# from t')).toEqual({kind: 'unfinished'});
    expect(tracker.enter("app-# where a = 'x';")).toEqual({
      kind: 'statement',
      text: "select 1\nfrom t\nwhere a = 'x';",
    });
  });

  test.each(['\\d', '\\dt+ public.*', '\\q', 'quit', 'select 1 \\gx'])('takes %s as complete', (text) => {
    expect(new PromptTracker(PSQL).enter(`app=# ${text}`)).toEqual({kind: 'statement', text});
  });

  test('forgets an unfinished statement when the first prompt comes back', () => {
    const tracker = new PromptTracker(PSQL);
    tracker.enter('app=# select (');
    expect(tracker.enter('app=#')).toEqual({kind: 'prompt'});
    expect(tracker.enter('app-# 1;')).toEqual({kind: 'none'});
  });

  test('passes over output', () => {
    expect(new PromptTracker(PSQL).enter(' ?column? ')).toEqual({kind: 'none'});
  });

  test('knows a prompt whose trailing blank the screen left out', () => {
    expect(new PromptTracker(PSQL).isPrompt('app=#')).toBe(true);
    expect(new PromptTracker(PSQL).isPrompt('row 1')).toBe(false);
  });

  test('takes each line as a statement where there is no terminator', () => {
    const redis = new PromptTracker({first: '127\\.0\\.0\\.1:6379> ', continuation: null, terminator: null});
    expect(redis.enter('127.0.0.1:6379> GET a')).toEqual({kind: 'statement', text: 'GET a'});
  });
});
