// Compiled, never run: our telemetry fits BullMQ's interface.
import { Queue, type Telemetry, Worker } from 'bullmq';
import { createTelemetry, instrumentQueue, instrumentWorker, telemetry } from '../../src/bullmq.js';

telemetry satisfies Telemetry;
createTelemetry({ parent: 'child', internalSpans: true }) satisfies Telemetry;

const connection = { path: '/tmp/redis.sock' };
const queue: Queue = instrumentQueue(new Queue('mail', { connection, telemetry }));
const worker: Worker = instrumentWorker(new Worker('mail', async () => {}, { connection, telemetry }));
void queue;
void worker;

// @ts-expect-error only link and child
createTelemetry({ parent: 'sibling' });
