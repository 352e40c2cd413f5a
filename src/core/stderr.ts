import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { openStatOf } from './stat.js';

/** Lines that a full pipe did not take. More are not kept. */
const MAX_WAITING = 16;

/** Waiting lines are tried again this often; at the end of the process more often. Milliseconds. */
const RETRY_MILLIS = 200;
const END_RETRY_MILLIS = 10;

const waiting: Buffer[] = [];
let retries = false;

/**
 * Writes a line on stderr, past the streams: those of a worker thread go through the main thread, which may be blocked or
 * ending, and those of the main thread keep the process alive for what a full pipe does not take. Such a line waits here.
 * Never throws, and does not block on a pipe.
 */
export function writeStderr(line: string): void {
  waiting.push(Buffer.from(line));
  // The first may be half written.
  if (waiting.length > MAX_WAITING) waiting.splice(1, 1);
  if (!writeWaiting()) tryLater();
}

/** For the end of the process: blocks until the waiting lines are written, or the time is over. */
export function settleStderr(timeoutMillis: number): void {
  const deadline = performance.now() + timeoutMillis;
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (!writeWaiting() && performance.now() < deadline) Atomics.wait(never, 0, 0, END_RETRY_MILLIS);
}

/**
 * Before another thread writes there: it can't keep a socket from blocking, and a thread that blocks neither exports nor
 * ends, nor does its process.
 */
export function unblockStderr(): void {
  try {
    const descriptor = openStderr();
    if (descriptor !== 2) closeSync(descriptor);
  } catch {
    // It is closed.
  }
}

function tryLater(): void {
  if (retries) return;
  retries = true;
  setTimeout(() => {
    retries = false;
    if (!writeWaiting()) tryLater();
  }, RETRY_MILLIS).unref();
}

/** Returns whether nothing waits any more. */
function writeWaiting(): boolean {
  let descriptor = 2;
  try {
    if (waiting.length > 0) descriptor = openStderr();
    for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
      const written = writeSync(descriptor, line);
      if (written < line.length) waiting[0] = line.subarray(written);
      else waiting.shift();
    }
  } catch (error) {
    // Otherwise it is closed: there is nobody to tell.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') waiting.length = 0;
  }
  if (descriptor !== 2) closeSync(descriptor);
  return waiting.length === 0;
}

/**
 * stderr as a descriptor that does not block. A pipe is opened anew, because whether it blocks is shared with all
 * processes that have it; where that can't be, Node's own stream makes it so.
 */
function openStderr(): number {
  const kind = openStatOf(2);
  if (kind.isFIFO()) {
    try {
      return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      // Not Linux, or not permitted.
    }
  }
  if (isMainThread && (kind.isFIFO() || kind.isSocket())) void process.stderr;
  return 2;
}
