#!/usr/bin/env node
import { argv, stderr, stdout } from 'node:process';
import { dispatch } from './dispatch.js';

for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as `head` does.
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    if (stream === stdout) stderr.write(`stdout can't be written: ${error.message}\n`);
  });
}

dispatch(argv.slice(2)).then(
  (status) => {
    // Not process.exit: what is still being written to a pipe would be cut off.
    process.exitCode ||= status;
  },
  (error: unknown) => {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
