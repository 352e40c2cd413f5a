import { createHash } from 'node:crypto';
import {
  acceptCorrelationId,
  correlationIdToTraceId,
  isCorrelationId,
  newCorrelationId,
  replacedCorrelationIds,
  traceIdToCorrelationId,
} from '../../../src/correlation/correlation-id.js';
import fc from '../../support/fast-check.js';

const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

describe('correlationIdToTraceId', () => {
  test.each([
    ['a version 4 UUID', '3f2b8c1e-7a54-4c8d-9e0f-1a2b3c4d5e6f', '3f2b8c1e7a544c8d9e0f1a2b3c4d5e6f'],
    ['a version 7 UUID', '018f3a5b-1c2d-7e3f-8a4b-5c6d7e8f9a0b', '018f3a5b1c2d7e3f8a4b5c6d7e8f9a0b'],
    ['an upper-case UUID', '3F2B8C1E-7A54-4C8D-9E0F-1A2B3C4D5E6F', '3f2b8c1e7a544c8d9e0f1a2b3c4d5e6f'],
    ['32 hex digits', '0AF7651916CD43DD8448EB211C80319C', '0af7651916cd43dd8448eb211c80319c'],
    ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01563e3ab5d3d6764c61efb99302bd5b'],
    ['the largest ULID', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'f'.repeat(32)],
    ['another ID', 'order-42', sha('order-42')],
    ['the nil UUID', '00000000-0000-0000-0000-000000000000', sha('00000000-0000-0000-0000-000000000000')],
    ['32 zeros', '0'.repeat(32), sha('0'.repeat(32))],
    ['26 characters that overflow a ULID', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ', sha('8ZZZZZZZZZZZZZZZZZZZZZZZZZ')],
  ])('%s', (_name, id, traceId) => {
    expect(correlationIdToTraceId(id)).toBe(traceId);
  });

  test('every accepted ID gives a valid trace ID, the same each time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9._:@/+=-]{1,128}$/), (id) => {
        const traceId = correlationIdToTraceId(id);
        expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(correlationIdToTraceId(id)).toBe(traceId);
      }),
    );
  });

  test('UUIDs go both ways without loss', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(traceIdToCorrelationId(correlationIdToTraceId(uuid))).toBe(uuid.toLowerCase());
      }),
    );
  });

  test.each([[''], ['a b'], ['ä'], ['x'.repeat(129)], [undefined], [42]])(
    'refuses %p with a stable code',
    (id) => {
      expect(() => correlationIdToTraceId(id as string)).toThrow(
        expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_CORRELATION_ID' }),
      );
    },
  );
});

describe('traceIdToCorrelationId', () => {
  test('writes the digits as a UUID', () => {
    expect(traceIdToCorrelationId('0AF7651916CD43DD8448EB211C80319C')).toBe(
      '0af76519-16cd-43dd-8448-eb211c80319c',
    );
  });

  test.each([['0'.repeat(32)], ['abc'], [''], [null]])('refuses %p', (traceId) => {
    expect(() => traceIdToCorrelationId(traceId as string)).toThrow(
      expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_CORRELATION_ID' }),
    );
  });
});

describe('acceptance', () => {
  test('the last length accepted is 128, the first refused 129', () => {
    expect(isCorrelationId('x'.repeat(128))).toBe(true);
    expect(isCorrelationId('x'.repeat(129))).toBe(false);
  });

  test.each([['a, b'], ['a\r\nb'], ['a\u0000'], [''], ['é'], [['a']], [{}]])(
    '%p is replaced and counted',
    (value) => {
      const before = replacedCorrelationIds().header;
      const id = acceptCorrelationId(value, 'header');
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(replacedCorrelationIds().header).toBe(before + 1);
    },
  );

  test('an accepted ID stays as it is and is not counted', () => {
    const before = replacedCorrelationIds().job;
    expect(acceptCorrelationId('Order/42=+@:._-', 'job')).toBe('Order/42=+@:._-');
    expect(replacedCorrelationIds().job).toBe(before);
  });

  test('new IDs differ', () => {
    expect(newCorrelationId()).not.toBe(newCorrelationId());
  });
});
