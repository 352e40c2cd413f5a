import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const PROGRAM = join(ROOT, 'test/fixtures/http/client-arguments.cjs');
// The headers go out, the telemetry does not.
const ENV = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

interface Line {
  readonly name: string;
  readonly seen: object;
  readonly added?: string[];
}

let plain: Line[];
let preloaded: Line[];

beforeAll(async () => {
  const outcomes = await Promise.all([
    runProgram([PROGRAM], ENV),
    runProgram(['--require', REGISTER, PROGRAM], ENV),
  ]);
  [plain, preloaded] = outcomes.map(({ lines }) => lines as unknown as Line[]) as [Line[], Line[]];
}, 60_000);

test('what the app hands to http and https reaches Node.js as it is', () => {
  const seen = (lines: Line[]) => lines.map(({ name, seen }) => ({ name, seen }));
  expect(plain.length).toBeGreaterThan(50);
  expect(seen(preloaded)).toEqual(seen(plain));
});

test('each request that was sent carries the headers of trace and correlation, once', () => {
  const sent = preloaded.filter(({ added }) => added !== undefined);
  expect(sent.length).toBeGreaterThan(40);
  for (const line of sent)
    expect(line).toMatchObject({ name: line.name, added: ['traceparent', 'x-correlation-id'] });
});
