/** Job control, where most can go wrong, with the relay built under address and undefined-behaviour sanitizers. */
process.env.DDCOTERM_TEST_RELAY = '-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all';
require('../host/job-control.test.ts');
