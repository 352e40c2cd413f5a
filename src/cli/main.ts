#!/usr/bin/env node
import { argv, stderr } from 'node:process';
import { dispatch } from './dispatch.js';

dispatch(argv.slice(2)).then(
  (status) => {
    // Not process.exit: what is still being written to a pipe would be cut off.
    process.exitCode = status;
  },
  (error: unknown) => {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
