'use strict';

// V8 takes over 500 ms to free the heap of a worker that has run many tests, after which jest says that it "failed to
// exit gracefully". process.exit() leaves the heap to the system.
if (process.send) process.once('exit', () => process.exit());

module.exports = require('jest-environment-node');
