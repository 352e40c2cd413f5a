import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../../src/dev/server.js';
import { InstalledFolder, packPackage } from '../support/packed.js';

const APP = `const winston = require('winston');
winston.createLogger({ transports: [new winston.transports.Console()] }).info('by hand');`;

/** Has Yarn. */
let tools: InstalledFolder;
/** Has no node_modules, in itself or above. */
let app: string;
let receiver: Awaited<ReturnType<typeof startDevServer>>;

const yarn = (...args: string[]) => tools.yarn(app, args, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

beforeAll(async () => {
  receiver = await startDevServer({ port: 0 });
  tools = await InstalledFolder.create(['@yarnpkg/cli-dist@4']);
  app = await mkdtemp(join(tmpdir(), 'tracebridge-pnp-'));
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  await writeFile(join(app, 'yarn.lock'), '');
  await writeFile(join(app, 'app.cjs'), APP);
  await yarn('add', `tracebridge@file:${await packPackage()}`, 'winston', '@opentelemetry/api');
}, 180_000);

afterAll(async () => {
  await receiver.close();
  await rm(app, { recursive: true, force: true });
  await tools[Symbol.asyncDispose]();
});

test("with Yarn's Plug'n'Play the doctor finds the packages, and the app that it runs is whole", async () => {
  const { stdout } = await yarn('tracebridge', 'doctor', '--json', '--', 'node', 'app.cjs');
  const { checks } = JSON.parse(stdout) as { checks: { id: string; findings: { severity: string }[] }[] };
  const wrong = checks.filter(({ findings }) => findings.some(({ severity }) => severity !== 'info'));
  expect(wrong).toEqual([]);
  expect(checks.find(({ id }) => id === 'app-records')).toMatchObject({
    seen: expect.stringContaining('logs 1/1'),
  });
}, 60_000);

test('`tracebridge compile` compiles there', async () => {
  const { stdout, stderr } = await yarn('tracebridge', 'compile');
  expect({ stdout, stderr }).toEqual({
    stdout: expect.stringMatching(/^(Compiled for .* MB\n){2}$/),
    stderr: '',
  });
}, 60_000);
