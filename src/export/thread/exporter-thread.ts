import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeWarning } from '../warnings/stderr.js';
import type { ExporterWorkerData } from './announcement.js';

const ENTRY = join(__dirname, 'exporter', 'worker.js');

/**
 * Starts the exporter thread. It keeps no process alive and is never preloaded: it gets neither the parent's `--require`
 * (`execArgv`) nor NODE_OPTIONS (`env`). Its streams would go through this thread, so it writes to stderr by itself.
 * Heap limits only keep the young generation small: what is held for export are buffers outside the heap.
 */
export function startExporterThread(data: ExporterWorkerData, onEnd: () => void): Worker {
  const worker = new Worker(ENTRY, {
    name: 'tracebridge-exporter',
    workerData: data,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  worker.on('error', (error: Error) => writeWarning(`the exporter thread failed: ${error.message}`));
  worker.on('exit', onEnd);
  worker.unref();
  return worker;
}
