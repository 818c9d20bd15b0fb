/** The node host's tests, with the native relay as the host: both keep the same promises. */
process.env.DDCOTERM_TEST_RELAY = '-O2 -static';
require('../host/job-control.test.ts');
