import { readPartialSuccess } from '../../../../src/export/transport/partial-success.js';
import { partialSuccess } from '../../../support/otlp-server/reply.js';

test('protobuf', () => {
  expect(readPartialSuccess(partialSuccess(3, 'too old'), 10)).toEqual({ rejected: 3, message: 'too old' });
});

test.each(['rejectedLogRecords', 'rejectedSpans', 'rejectedDataPoints'])('JSON, %s', (name) => {
  const body = (count: unknown) => Buffer.from(JSON.stringify({ partialSuccess: { [name]: count } }));
  expect(readPartialSuccess(body('3'), 10)).toEqual({ rejected: 3, message: undefined });
  expect(readPartialSuccess(body(3), 10).rejected).toBe(3);
});

test.each(['rejected_log_records', 'rejected_spans', 'rejected_data_points'])(
  'JSON with proto names, %s',
  (name) => {
    const partial_success = { [name]: '3', error_message: 'too old' };
    const body = Buffer.from(JSON.stringify({ partial_success }));
    expect(readPartialSuccess(body, 10)).toEqual({ rejected: 3, message: 'too old' });
  },
);

test('never more than was sent, never less than nothing', () => {
  expect(readPartialSuccess(partialSuccess(100, ''), 10).rejected).toBe(10);
  const negative = Buffer.from('{"partialSuccess":{"rejectedSpans":"-5"}}');
  expect(readPartialSuccess(negative, 10).rejected).toBe(0);
  // field 1 { field 1: -1 }
  const negativeInt64 = Buffer.from([0x0a, 11, 0x08, ...Array(9).fill(0xff), 0x01]);
  expect(readPartialSuccess(negativeInt64, 10).rejected).toBe(0);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['HTML', Buffer.from('<html></html>')],
  ['a truncated message', partialSuccess(3, 'too old').subarray(0, 4)],
  ['broken JSON', Buffer.from('{"partialSuccess":')],
  ['JSON without a partial success', Buffer.from('{}')],
  ['JSON of another shape', Buffer.from('{"partialSuccess":"all"}')],
  ['JSON with a count that is none', Buffer.from('{"partialSuccess":{"rejectedSpans":{}}}')],
])('%s means that all was taken', (_, body) => {
  expect(readPartialSuccess(body, 10).rejected).toBe(0);
});
