import { requireFunction } from '../core/errors.js';
import { workerJob } from '../workers/worker-job.js';
import { type EventRecord, messagingAttributes, readEvent } from './event.js';

/**
 * The answer that tells SQS, Kinesis and DynamoDB which records to give again.
 * @example
 * import type { BatchResponse } from 'tracebridge/lambda';
 * const all: BatchResponse = { batchItemFailures: [] };
 */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Runs `fn` for each record of a batch event, one after another: in a job of its own, under the correlation ID that
 * came with the message, in a CONSUMER span that is linked to the sender's. A record that fails does not keep the
 * others from running.
 *
 * Return its result from the handler, and switch on `ReportBatchItemFailures` in the event source: then only the
 * failed records come again. Of Kinesis, DynamoDB and FIFO queues, whose order counts, nothing runs after the first
 * failure, and all from that one on come again.
 *
 * @example
 * import { eachRecord, withTelemetry } from 'tracebridge/lambda';
 * type Batch = { Records: { body: string }[] };
 * export const handler = withTelemetry((event: Batch, context: { functionName: string }) =>
 *   eachRecord(event, context, async ({ body }) => console.log(JSON.parse(body))),
 * );
 */
export async function eachRecord<Source>(
  event: { Records: Source[] },
  context: { functionName?: string },
  fn: (record: Source) => unknown,
): Promise<BatchResponse> {
  requireFunction('fn', fn);
  const failures: string[] = [];
  const { records } = readEvent(event);
  for (const [index, record] of records.entries()) {
    try {
      await workerJob(
        context?.functionName ?? 'lambda',
        record.id,
        { carrier: record.carrier, attributes: messagingAttributes(record) },
        async () => fn(record.source as Source),
      );
    } catch {
      // Told by the job's line and span.
      const isFifo = record.destination?.endsWith('.fifo') === true;
      // A stream goes back to the first one by itself; of a queue, what is not named is taken to be done.
      const again = isFifo ? records.slice(index) : [record];
      failures.push(...again.map(itemIdentifier));
      if (isFifo || isStream(record)) break;
    }
  }
  return { batchItemFailures: failures.map((id) => ({ itemIdentifier: id })) };
}

function isStream({ system }: EventRecord): boolean {
  return system === 'aws.kinesis' || system === 'dynamodb';
}

/** Streams name a record by its sequence number, queues by the message's ID. */
function itemIdentifier({ id, source }: EventRecord): string {
  const position = (source.kinesis ?? source.dynamodb) as {
    sequenceNumber?: unknown;
    SequenceNumber?: unknown;
  };
  const sequence = position?.sequenceNumber ?? position?.SequenceNumber;
  return typeof sequence === 'string' ? sequence : id;
}
