import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { networkSettings } from '../../config/environment.js';
import { OWN_FILE } from '../../core/own-file.js';
import { unblockStderr } from '../../core/stderr.js';
import type { ExporterWorkerData } from './announcement.js';
import { unannounced } from './unannounced.js';

const ENTRY = OWN_FILE && join(OWN_FILE, '..', '..', 'export', 'thread', 'exporter', 'worker.js');

/**
 * Calls that must fit on the stack. A Worker that is made where fewer than 500 fit throws half-made, and on Node.js 22 its
 * ports end the process later (measured on 22.15, 24 and 26).
 */
const STACK_CALLS = 1000;

/**
 * Starts the exporter thread. It keeps no process alive and is never preloaded: of the parent's `execArgv`
 * and `env` it gets what is about networks. Its streams would go through this thread, so it writes to stderr by itself.
 * Heap limits only keep the young generation small: what is held for export are buffers outside the heap.
 * @throws {RangeError} at the end of the stack
 * @throws when the process may have no threads, or can't
 */
export function startExporterThread(data: ExporterWorkerData, onEnd: (error?: Error) => void): Worker {
  reserveStack(STACK_CALLS);
  // A thread asks for it while it boots, and ends when the folder is gone.
  process.cwd();
  unblockStderr();
  const [program, isText] = findProgram();
  const worker = unannounced(
    () =>
      new Worker(program, {
        eval: isText,
        name: 'tracebridge-exporter',
        workerData: data,
        ...networkSettings(),
        stdout: true,
        stderr: true,
        resourceLimits: { maxYoungGenerationSizeMb: 8 },
      }),
  );
  let failure: Error | undefined;
  worker.on('error', (error: Error) => {
    failure = error;
  });
  worker.on('exit', () => onEnd(failure));
  worker.unref();
  return worker;
}

/** @throws {RangeError} when so many calls don't fit on the stack */
function reserveStack(calls: number): void {
  if (calls > 0) reserveStack(calls - 1);
}

/** Its file; in a bundle, and where only files that are required were installed, its text. */
function findProgram(): [program: string, isText: boolean] {
  if (ENTRY !== undefined && existsSync(ENTRY)) return [ENTRY, false];
  const { WORKER_SOURCE } = require('./worker-source.js') as typeof import('./worker-source.js');
  return [WORKER_SOURCE, true];
}
