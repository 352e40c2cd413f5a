import { createNormalizer } from '../../../../src/core/normalize/index.js';

import { linePreset } from '../../../../src/logs/line/presets/current.js';
import { renderLine } from '../../../../src/logs/line/structured-line.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';

/** As docs/log-presets.md says. */
const MAX_LINE_BYTES = 262_144;
const normalizer = createNormalizer();
const recordOf = (text: string): CapturedLog => ({
  unit: undefined,
  time: [0, 0],
  severityText: 'error',
  severityNumber: 17,
  logger: 'app',
  message: normalizer.toText(text),
  contextFields: normalizer.toFields({ correlation_id: 'c-1', extra: text }),
  traceId: '6e8bc4309c3a11d996690800200c9a66',
  spanId: '0102030405060708',
  traceFlags: 1,
  exception: normalizer.toException(Object.assign(new Error(text, { cause: new Error(text) }), { text })),
  fields: normalizer.toFields({
    ...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}${text}`, text])),
    list: new Array(1_500).fill(text.slice(0, 100)),
  }),
});

describe.each([
  ['ASCII', 'x'],
  ['euro signs', '€'],
  ['controls', '\u0001'],
  ['emoji', '😀'],
  ['quotes', '"'],
])('a record that is full of %s', (_name, unit) => {
  test.each([['none'], ['datadog'], ['cloudwatch']] as const)(
    'is a line within the bound, preset %s',
    (preset) => {
      for (const length of [100, 40_000]) {
        const line = renderLine(recordOf(unit.repeat(length)), linePreset(preset));
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
        expect(JSON.parse(line)).toMatchObject({
          level: 'ERROR',
          trace_id: '6e8bc4309c3a11d996690800200c9a66',
        });
      }
    },
  );
});

test('what fits is left as it is, and a cut says what is missing', () => {
  const record = { ...recordOf('x'), fields: { text: 'y'.repeat(80_000) } };
  expect(JSON.parse(renderLine(record)).text).toHaveLength(80_000);
  const long = { ...record, fields: { a: '€'.repeat(60_000), b: '€'.repeat(60_000) } };
  expect(JSON.parse(renderLine(long)).a).toMatch(/^€{8192}…\[cut 51808 chars\]$/);
});

test('the stack is on a line once', () => {
  const record = recordOf('broken');
  const [frame = ''] = record.exception?.cause?.traceback ?? [];
  const line = renderLine({ ...record, exception: record.exception?.cause }, linePreset('datadog'));
  expect(line.split(frame)).toHaveLength(2);
  expect(JSON.parse(line)).toMatchObject({
    exception: { type: 'Error', message: 'broken' },
    error: { stack: expect.stringContaining(frame) },
  });
});
