import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

/** A function's folder with the package in it, which is copied: code is kept inside. */
const task = mkdtempSync(join(tmpdir(), 'tracebridge-compile-'));
const installed = join(task, 'node_modules/tracebridge');
const kept = join(installed, 'dist/bundles/compiled');
mkdirSync(installed, { recursive: true });
for (const name of ['dist', 'package.json'])
  cpSync(join(ROOT, name), join(installed, name), { recursive: true });
rmSync(kept, { recursive: true, force: true });
symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
symlinkSync(join(ROOT, 'node_modules/winston'), join(task, 'node_modules/winston'));
afterAll(() => rmSync(task, { recursive: true }));

/** Tells which scripts of the package came with code, and whether V8 took it. */
const WATCH = `
  const vm = require('node:vm');
  const { Script } = vm;
  globalThis.taken = {};
  vm.Script = class extends Script {
    constructor(text, options) {
      super(text, options);
      taken[require('node:path').basename(options.filename, '.js')] = this.cachedDataRejected === false;
    }
  };`;

const HANDLER = `
  const { withTelemetry } = require('tracebridge/lambda');
  const winston = require('winston');
  const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
  const handler = withTelemetry(async () => {
    logger.info('ordered');
    return { statusCode: 200 };
  });
  handler({ rawPath: '/orders', requestContext: { http: { method: 'POST' } } }, { awsRequestId: crypto.randomUUID() }).then(
    () => console.log(JSON.stringify(taken)),
  );`;
writeFileSync(join(task, 'watch.cjs'), WATCH);
writeFileSync(join(task, 'handler.cjs'), HANDLER);

const compile = (env = {}) => runProgram([join(installed, 'dist/cli/main.js'), 'compile'], env);

/** The bundles that came with code, of a process that has done all that a function does. */
async function takenBy(...flags: string[]): Promise<string[]> {
  const receiver = await TelemetryReceiver.start();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    TRACEBRIDGE_EXPORT: 'inline',
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  // The watcher is there before a preload.
  const args = ['--require', './watch.cjs', ...flags, 'handler.cjs'];
  const { lines, stderr, status } = await runProgram(args, env, { cwd: task });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(lines.map(({ message }) => message).slice(0, -1)).toEqual([
    'Request started',
    'ordered',
    'Request completed',
  ]);
  expect(receiver.logs).toHaveLength(3);
  expect(receiver.spans).toHaveLength(1);
  await receiver.close();
  return Object.entries(lines.at(-1)!)
    .filter(([, isTaken]) => isTaken)
    .map(([name]) => name)
    .sort();
}

const ALL = ['api', 'bridge', 'common', 'inline', 'lambda', 'start'];

test('`tracebridge compile` keeps code in the package, which a function takes with and without the preload', async () => {
  expect(await takenBy()).toEqual([]);
  const { stdout, stderr, status } = await compile();
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout.replaceAll(/[\d.]+ MB/g, 'n MB')).toBe(
    ['', ' --expose-gc']
      .map((flags) => `Compiled for Node.js ${process.version} ${process.arch}${flags}: n MB\n`)
      .join(''),
  );
  expect(await takenBy()).toEqual(ALL);
  // As Lambda's own runtime starts Node.js.
  expect(await takenBy('--expose-gc')).toEqual(ALL);
  expect(await takenBy('--require', 'tracebridge/register')).toEqual(ALL);
  // Of other flags V8 takes none.
  expect(await takenBy('--stack-trace-limit=50')).toEqual([]);
});

test("what is set for the app doesn't count; another Node.js's code is left alone", async () => {
  rmSync(kept, { recursive: true, force: true });
  const { stderr, status } = await compile({ OTEL_SDK_DISABLED: 'true', OTEL_CONFIG_FILE: 'none.yaml' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const names = readdirSync(kept);
  expect(names).toHaveLength(2 * ALL.length);
  for (const name of names) expect(name).toContain(`-${process.version}-${process.arch}`);
  for (const name of names) {
    const other = name.replace(process.version, 'v22.0.0');
    cpSync(join(kept, name), join(kept, other));
    rmSync(join(kept, name));
  }
  expect(await takenBy()).toEqual([]);
});

test('a package that cannot be written is told, with exit status 1', async () => {
  rmSync(kept, { recursive: true, force: true });
  writeFileSync(kept, 'a file in the place of the folder');
  const { stdout, stderr, status } = await compile();
  expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
  expect(stderr).toMatch(/^Nothing was compiled: Error: EEXIST: .*compiled'\n$/);
  rmSync(kept);
});
