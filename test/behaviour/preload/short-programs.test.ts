import { REGISTER, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

let receiver: TelemetryReceiver;
beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

const run = (code: string, env = {}) =>
  runProgram(['--require', REGISTER, '-e', code], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });
const bodies = () => new Set(receiver.logs.map(({ body }) => body));

const LINE =
  "const { createLogger, transports } = require('winston');" +
  "const logger = createLogger({ transports: [new transports.Console()] }); logger.info('one');";
/** The ID of a thread made now: the next one after those that there were. */
const NEXT_THREAD = "new (require('node:worker_threads').Worker)('', { eval: true }).threadId";

test('a program that does nothing that is observed starts nothing, and is told of a misspelt variable', async () => {
  const files = 'console.error(Object.keys(require.cache).length)';
  const { stderr, status } = await run(files, { TRACEBRIDGE_REQUEST_LOG: 'true' });
  expect(status).toBe(0);
  const [told, count] = stderr.trim().split('\n');
  expect(told).toContain('did you mean TRACEBRIDGE_REQUEST_LOGS?');
  expect(Number(count)).toBeLessThan(5);
  expect(receiver.contentTypes).toEqual([]);
});

test('what a program records that ends at once is sent without another thread', async () => {
  const { stderr, status } = await run(`${LINE} process.on('exit', () => console.error(${NEXT_THREAD}));`);
  expect({ stderr, status }).toEqual({ stderr: '1\n', status: 0 });
  expect(receiver.logs.map(({ body }) => body)).toEqual(['one']);
});

test.each([
  ['process.exit() in a listener of beforeExit', "process.on('beforeExit', () => process.exit(3));", ['one']],
  [
    'process.exit() while it is sent',
    "process.on('beforeExit', () => setImmediate(() => { logger.info('two'); process.exit(3); }));",
    ['one', 'two'],
  ],
  [
    'a listener of beforeExit that records each time',
    "process.exitCode = 3; let n = 0; process.on('beforeExit', () => logger.info('two ' + ++n));",
    ['one', 'two 1', 'two 2'],
  ],
  [
    'its listeners removed before one is added',
    "process.exitCode = 3; process.removeAllListeners('beforeExit'); process.removeAllListeners('exit'); process.on('exit', () => logger.info('two'));",
    ['one', 'two'],
  ],
])('%s: all arrives', async (_what, end, lines) => {
  const { stderr, status } = await run(LINE + end);
  expect({ stderr, status }).toEqual({ stderr: '', status: 3 });
  expect(bodies()).toEqual(new Set(lines));
});
