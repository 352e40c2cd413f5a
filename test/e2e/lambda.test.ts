import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/backends/binaries.js';
import { type Answer, LambdaService } from '../support/lambda/lambda-service.js';
import { range, tally } from '../support/numbered.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

/** docs/aws.md has the result of a thousand. */
const INVOCATIONS = Number(process.env.TRACEBRIDGE_TEST_INVOCATIONS || 100);
const LIMIT_MILLIS = 3_000;

jest.setTimeout(60_000 + INVOCATIONS * 500);

/** A function's folder, in which `require('tracebridge')` finds what was built. */
const modules = mkdtempSync(join(tmpdir(), 'tracebridge-lambda-'));
mkdirSync(join(modules, 'node_modules'));
symlinkSync(ROOT, join(modules, 'node_modules/tracebridge'));

let client: string;

beforeAll(async () => {
  const script = join(ROOT, 'scripts/install-lambda-client.mjs');
  client = (await promisify(execFile)(process.execPath, [script])).stdout.trim();
  // The first time it is compiled.
}, 600_000);

/** What is asked of the function's nth event. */
function orderOf(number: number, mayCrash: boolean) {
  const crashes = mayCrash && number % 50 === 32;
  return { number, fails: number % 10 === 3, hangs: number % 50 === 7, crashes };
}

function kindOf({ fails, hangs, crashes }: ReturnType<typeof orderOf>): Answer['kind'] {
  if (hangs) return 'timeout';
  if (crashes) return 'exit';
  return fails ? 'error' : 'response';
}

const preloaded = { FLUSH: 'before', NODE_OPTIONS: `--require ${join(ROOT, 'dist/register.js')}` };

test.each([
  ['before the answer', { FLUSH: 'before' }, false],
  ['after the answer', { FLUSH: 'after' }, false],
  ['before the answer, by the preload', { ...preloaded, TRACEBRIDGE_EXPORT: 'inline' }, false],
  // Nothing but a thread can send when the main one has thrown.
  ['before the answer, by the exporter thread', preloaded, true],
])(
  `AWS's runtime interface client, ${INVOCATIONS} invocations, flush %s: what was recorded has arrived, once, when the environment is frozen or gone`,
  async (_, env, mayCrash) => {
    const receiver = await TelemetryReceiver.start();
    await using service = await LambdaService.start({
      command: [process.execPath, client],
      limitMillis: LIMIT_MILLIS,
      env: {
        _HANDLER: 'shop.handler',
        LAMBDA_TASK_ROOT: join(ROOT, 'test/fixtures/lambda'),
        NODE_PATH: join(modules, 'node_modules'),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: 'shop',
        ...env,
      },
    });
    const numbers = range(1, INVOCATIONS);
    const orders = numbers.map((number) => orderOf(number, mayCrash));
    for (const order of orders) {
      const { number } = order;
      const { kind, body } = await service.invoke({
        version: '2.0',
        routeKey: 'POST /orders/{id}',
        rawPath: `/orders/${number}`,
        requestContext: { http: { method: 'POST' } },
        body: JSON.stringify(order),
      });
      expect({ number, kind, body }).toMatchObject({ number, kind: kindOf(order) });
      // Captured is what stands on stdout: each line of the bridge is a record too.
      const captured = service.stdout.split('\n').filter((line) => line.startsWith('{'));
      expect(receiver.logs.length).toBe(captured.length);
      // What is kept alive does not live through a long freeze.
      if (number % 7 === 0) receiver.closeIdleConnections();
    }
    const numbersOf = (wanted: Answer['kind']) =>
      orders.filter((order) => kindOf(order) === wanted).map(({ number }) => number);
    expect(service.starts).toBe(1 + numbersOf('timeout').length + numbersOf('exit').length);
    expect(service.freezes).toBe(numbersOf('response').length + numbersOf('error').length);

    const all = { missing: [], unexpected: [], duplicates: 0 };
    const numbersIn = (found: readonly { attributes: Record<string, unknown> }[]) =>
      found.map(({ attributes }) =>
        Number(String(attributes['url.path'] ?? attributes.request_path).slice(8)),
      );
    const linesOf = (text: string) => numbersIn(receiver.logs.filter(({ body }) => body === text) as never);
    expect(tally(numbers, linesOf('Request started'))).toEqual(all);
    expect(tally(numbers, linesOf('order'))).toEqual(all);
    expect(tally(numbersOf('response'), linesOf('Request completed'))).toEqual(all);
    expect(tally(numbersOf('error'), linesOf('Request failed'))).toEqual(all);
    expect(tally(numbersOf('timeout'), linesOf('Request timed out'))).toEqual(all);
    // The span of what crashed has no end.
    const ended = numbers.filter((number) => !numbersOf('exit').includes(number));
    expect(tally(ended, numbersIn(receiver.spans))).toEqual(all);
    expect(service.stderr.match(/\[tracebridge\].*/g)).toBeNull();
    await receiver.close();
  },
);
