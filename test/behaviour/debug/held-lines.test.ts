import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const KINDS = [
  'getLogger',
  'child',
  'secret',
  'stock',
  'stock child',
  'stock splat',
  'stock error',
  'stock object',
];
const PLAIN_KINDS = ['printf', 'both', 'own console', 'listened'];
const messages = (where: string) => [...KINDS, ...PLAIN_KINDS].map((kind) => `${where} ${kind}`);

let receiver: TelemetryReceiver;
let run = 0;
const folder = mkdtempSync(join(tmpdir(), 'held-'));

async function held(env: NodeJS.ProcessEnv) {
  const witness = join(folder, `${run++}.json`);
  const outcome = await runProgram(['--require', REGISTER, 'test/fixtures/debug/held.cjs', witness], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    TZ: 'UTC',
    ...env,
  });
  expect(outcome.status).toBe(0);
  const lines = outcome.stdout.split('\n').filter((line) => line !== '');
  const isHeld = (line: string) => /"level":"debug"|"level":"DEBUG"| debug |^debug: /.test(line);
  return {
    ...(JSON.parse(readFileSync(witness, 'utf8')) as { other: string[]; seen: string[] }),
    told: outcome.stderr.replaceAll(/^\[tracebridge\] at exit.*\n/gm, ''),
    /** Lines of level debug, in their order. */
    held: lines.filter(isHeld),
    others: lines.filter((line) => !isHeld(line)),
  };
}

/** What a line is about: its first words, up to what no kind is called. */
const about = (line: string) =>
  messages('/fail')
    .concat(messages('/ok'), messages('job'), messages('root'), messages('outside'))
    .filter((message) => line.includes(message))
    .sort((one, other) => other.length - one.length)[0];

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

test('lines below their level are written when their request or job has failed, as they would have been', async () => {
  const without = await held({ TRACEBRIDGE_KEEP: 'errors' });
  const logged = receiver.logs.splice(0).length;
  const {
    held: lines,
    others,
    other,
    seen,
    told,
  } = await held({
    TRACEBRIDGE_KEEP: 'errors',
    TRACEBRIDGE_HOLD_LEVEL: 'debug',
  });
  expect([without.held, without.told, told]).toEqual([[], '', '']);
  expect(lines.map(about)).toEqual([...messages('/fail'), ...messages('job')]);

  // Other transports, listeners, `isLevelEnabled` and what is written at once are as without.
  expect([other, seen]).toEqual([without.other, without.seen]);
  const said = (line: string) => (JSON.parse(line) as { message: string }).message;
  expect(others.map(said)).toEqual(without.others.map(said));

  // With the trace, time and values of the call, and without secrets.
  const info = JSON.parse(others.find((line) => line.includes('/fail info'))!);
  const ofRequest = lines.slice(0, messages('/fail').length);
  const parsed = ofRequest.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  expect(parsed).toHaveLength(KINDS.length + 2);
  for (const line of parsed) {
    expect(line).toMatchObject({
      trace_id: info.trace_id,
      span_id: info.span_id,
      correlation_id: info.correlation_id,
    });
    if (line.changing !== undefined) expect(line.changing).toEqual({ at: 'call' });
    if (line.timestamp !== undefined) expect(line.timestamp < info.timestamp).toBe(true);
  }
  const printed = ofRequest.find((line) => line.includes('printf'))!;
  expect(printed).toBe(`${printed.slice(0, 23)} debug /fail printf ${info.trace_id}`);
  expect(`${printed.slice(0, 23)}Z` < info.timestamp).toBe(true);
  expect(ofRequest.find((line) => line.includes('own console'))).toMatch(/^debug: \/fail own console \{/);
  expect(lines.join('\n')).not.toContain('hunter2');

  // The records are the lines, and nothing else is exported.
  const records = receiver.logs.filter(({ severityText }) => severityText.toLowerCase() === 'debug');
  const expected = [...messages('/fail'), ...messages('job')];
  expect(records.map(({ body }) => about(body as string)).sort()).toEqual(expected.sort());
  expect(receiver.logs.length - records.length).toBe(logged);
  const stamped = parsed.filter(({ timestamp }) => timestamp !== undefined);
  for (const { message, timestamp } of stamped) {
    const record = records.find(({ body }) => body === message)!;
    const time = new Date(Number(record.timeUnixNano / 1_000_000n)).toISOString();
    expect([timestamp <= time, time < info.timestamp]).toEqual([true, true]);
  }
});

test('where everything is kept, they are written at once, in requests, jobs and root spans', async () => {
  const { held: lines, told } = await held({ TRACEBRIDGE_HOLD_LEVEL: 'debug' });
  expect(told).toMatch(/^\[tracebridge\] TRACEBRIDGE_HOLD_LEVEL=debug: .* set TRACEBRIDGE_KEEP, .*\n$/);
  expect(lines.map(about)).toEqual(['/ok', '/fail', 'job', 'root'].flatMap(messages));
});
