/**
 * Loaded before every suite. Suites that drive real programs at real terminals are tried again: on a machine that others
 * use, a shell may take seconds to draw its prompt. What failed first is printed all the same.
 */
const {testPath} = expect.getState();
if (testPath !== undefined && /[\\/]e2e[\\/]/.test(testPath)) jest.retryTimes(2, {logErrorsBeforeRetry: true});
