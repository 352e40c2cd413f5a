import type { Batch } from '../../../../src/export/batch.js';
import { Destination } from '../../../../src/export/engine/destination.js';
import { RequestBuilder } from '../../../../src/export/engine/request-builder.js';
import { createFrame } from '../../../../src/export/frame.js';
import type { Outcome } from '../../../../src/export/transport/outcome.js';
import { batchOf } from '../../../support/batch.js';

const RETRY = {
  initialMillis: 100,
  maxMillis: 1000,
  limitMillis: 10_000,
  minRetryAfterMillis: 1000,
  maxRetryAfterMillis: 60_000,
};
const REFUSED: Outcome = {
  kind: 'retry',
  cause: { type: 'connection', code: 'ECONNREFUSED' },
  retryAfterMillis: undefined,
};
const DELIVERED: Outcome = { kind: 'delivered', rejected: 0, message: undefined };

let sent: number[];
let settled: string[];
let outcome: Outcome;
let destination: Destination;

const batch = (sequence: number): Batch => batchOf({ sequence });

beforeEach(() => {
  jest.useFakeTimers();
  sent = [];
  settled = [];
  outcome = REFUSED;
  const transport = {
    send: async ({ sequence }: Batch) => {
      sent.push(sequence);
      return outcome;
    },
    isAwaited: false,
    close: () => {},
  };
  const events: ConstructorParameters<typeof Destination>[4] = {
    delivered: ({ sequence }) => settled.push(`delivered ${sequence}`),
    rejected: ({ sequence }) => settled.push(`rejected ${sequence}`),
    expired: ({ sequence }) => settled.push(`expired ${sequence}`),
    split: () => {},
    requestStarted: () => {},
    requestEnded: () => {},
    down: () => {},
  };
  destination = new Destination('logs', transport, 4, RETRY, events);
});
afterEach(() => {
  destination.close();
  jest.useRealTimers();
});

test('a collector that is down gets one probe at a time, with growing pauses', async () => {
  destination.enqueue(batch(0));
  await jest.advanceTimersByTimeAsync(0);
  for (let sequence = 1; sequence < 50; sequence++) destination.enqueue(batch(sequence));
  await jest.advanceTimersByTimeAsync(5000);
  expect(new Set(sent)).toEqual(new Set([0]));
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.length).toBeLessThan(16);
});

test('when it is back, all are delivered in order', async () => {
  for (let sequence = 0; sequence < 20; sequence++) destination.enqueue(batch(sequence));
  await jest.advanceTimersByTimeAsync(3000);
  outcome = DELIVERED;
  await jest.advanceTimersByTimeAsync(1000);
  expect(settled).toEqual(Array.from({ length: 20 }, (_, sequence) => `delivered ${sequence}`));
});

test('in a long outage batches that wait behind the probe grow old as well', async () => {
  for (let sequence = 0; sequence < 3; sequence++) destination.enqueue(batch(sequence));
  await jest.advanceTimersByTimeAsync(6000);
  for (let sequence = 3; sequence < 6; sequence++) destination.enqueue(batch(sequence));
  await jest.advanceTimersByTimeAsync(6000);
  expect(settled.toSorted()).toEqual(['expired 0', 'expired 1', 'expired 2']);
  outcome = DELIVERED;
  await jest.advanceTimersByTimeAsync(1000);
  expect(settled.slice(3)).toEqual(['delivered 3', 'delivered 4', 'delivered 5']);
});

test('a batch that is refused whole is given up after 20 refusals in a row, its records counted as refused', async () => {
  const builder = new RequestBuilder();
  for (let index = 0; index < 512; index++)
    builder.addRecord({ ...createFrame(), data: Buffer.from([8, index & 0x7f]), end: 2, items: 1 });
  outcome = { kind: 'refused', cause: { type: 'payload', code: 'HTTP 400' } };
  let refused = 0;
  destination.events.rejected = ({ items }) => {
    refused += items;
  };
  destination.enqueue({ ...batch(1), body: builder.build(), items: 512 });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(refused).toBe(512);
  expect(sent.length).toBeLessThanOrEqual(24);
});
