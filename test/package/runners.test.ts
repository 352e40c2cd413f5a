import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstalledFolder, packPackage } from '../support/packed.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

jest.setTimeout(180_000);

/** As its author wrote it, but for the types: asks itself, and leaves as soon as it has answered. */
const app = (importing: string) => `${importing}
const logger = winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] });
const app = express();
app.get('/orders/:id', (request, response) => {
  logger.info('asked', { id: request.params.id });
  response.on('close', () => {
    logger.info('leaving');
    process.exit(Number(process.env.EXIT_CODE));
  });
  response.json({});
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  void fetch('http://127.0.0.1:' + port + '/orders/7').catch(() => {});
});`;
const COMMON_JS = app(`const express = require('express');\nconst winston = require('winston');`);
const TYPESCRIPT = app(`// @ts-nocheck\nimport express from 'express';\nimport winston from 'winston';`);

const REGISTER = ['--require', 'tracebridge/register'];
const START = `node ${REGISTER.join(' ')} app.cjs`;
const APP_PACKAGES = ['express@5', 'winston', '@opentelemetry/api'];

/** The app's packages, installed by npm, and what runs apps. */
let installed: InstalledFolder;
/** Folders of apps that others than npm have installed, and that need no tool to run. */
let folders: string;
let receiver: TelemetryReceiver;

const tool = (path: string) => join(installed.path, 'node_modules', path);
const folderOf = (name: string) => join(folders, name);

async function writeApp(folder: string, manifest: object = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, scripts: { start: START }, ...manifest }),
  );
  await writeFile(join(folder, 'app.cjs'), COMMON_JS);
  for (const name of ['app.ts', 'app.mts']) await writeFile(join(folder, name), TYPESCRIPT);
}

beforeAll(async () => {
  installed = await InstalledFolder.create([
    ...APP_PACKAGES,
    'tsx',
    'ts-node',
    'typescript@5',
    'nodemon',
    'pm2',
    'pnpm@10',
    '@yarnpkg/cli-dist@4',
  ]);
  await writeApp(installed.path, { name: 'shop', type: 'commonjs' });
  await installed.write('tsconfig.json', '{"compilerOptions":{"module":"commonjs","esModuleInterop":true}}');
  folders = await mkdtemp(join(tmpdir(), 'tracebridge-runners-'));
  const packages = [`tracebridge@file:${await packPackage()}`, ...APP_PACKAGES];
  await writeApp(folderOf('pnpm'));
  await installed.run('node', [tool('pnpm/bin/pnpm.cjs'), '--dir', folderOf('pnpm'), 'add', ...packages]);
  await writeApp(folderOf('yarn'));
  await writeFile(join(folderOf('yarn'), 'yarn.lock'), '');
  await writeFile(join(folderOf('yarn'), '.yarnrc.yml'), 'nodeLinker: node-modules\n');
  await yarn('add', ...packages);
  await writeApp(folderOf('npm-workspaces/shop'));
  await writeFile(
    folderOf('npm-workspaces/package.json'),
    JSON.stringify({ private: true, workspaces: ['shop'] }),
  );
  await npm('npm-workspaces', 'install', '--no-audit', '--no-fund', ...packages);
});

afterAll(async () => {
  await rm(folders, { recursive: true, force: true });
  await installed[Symbol.asyncDispose]();
});

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(async () => {
  await receiver.close();
});

const environment = () => ({
  EXIT_CODE: '0',
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver?.url ?? '',
  PM2_HOME: join(folders, 'pm2'),
});

const run = (command: string, ...args: string[]) => installed.run(command, args, environment());
const npm = (folder: string, ...args: string[]) => run('npm', '--prefix', folderOf(folder), ...args);
const pnpm = (...args: string[]) =>
  run('node', tool('pnpm/bin/pnpm.cjs'), '--dir', folderOf('pnpm'), ...args);
const yarn = (...args: string[]) => installed.yarn(folderOf('yarn'), args, environment());

/** What keeps an app running says so with its exit code when the app has ended. */
const keeper = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  installed.run('node', args, { ...environment(), ...env }).catch((error: { stdout: string }) => error);

/** Ends only when the app fails. */
const nodemon = () =>
  keeper([tool('nodemon/bin/nodemon.js'), '--quiet', '--exitcrash', ...REGISTER, 'app.cjs'], {
    EXIT_CODE: '3',
  });

const pm2 = (...args: string[]) =>
  keeper([tool('pm2/bin/pm2-runtime'), 'start', 'app.cjs', '--raw', '--no-autorestart', ...args]);

const WAYS: readonly (readonly [way: string, run: () => Promise<{ stdout: string }>])[] = [
  ['npm', () => run('npm', 'start')],
  ['npm, a workspace', () => npm('npm-workspaces', 'start', '-w', 'shop')],
  ['pnpm, strict', () => pnpm('exec', 'node', ...REGISTER, 'app.cjs')],
  ['Yarn, nodeLinker: node-modules', () => yarn('node', ...REGISTER, 'app.cjs')],
  ['tsx', () => run('node', tool('tsx/dist/cli.mjs'), ...REGISTER, 'app.ts')],
  ['ts-node', () => run('node', ...REGISTER, '--require', 'ts-node/register/transpile-only', 'app.ts')],
  ['TypeScript by Node.js itself', () => run('node', ...REGISTER, 'app.mts')],
  ['nodemon', nodemon],
  ['PM2, fork mode', () => pm2('--node-args', REGISTER.join(' '))],
  [
    'PM2, cluster mode',
    () => pm2('-i', '1', '--node-args', `--require ${tool('tracebridge/dist/register.js')}`),
  ],
];

test.each(WAYS)(
  '%s: lines, records, span, route and what is logged right before the exit',
  async (_, way) => {
    const { stdout } = await way();
    const lines = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const served = receiver.spans.find(({ name }) => name === 'GET /orders/:id');
    expect(served?.attributes).toMatchObject({ 'http.route': '/orders/:id' });
    const ids = { trace_id: served?.traceId, service_name: 'shop', correlation_id: expect.any(String) };
    expect(lines).toMatchObject([
      { message: 'asked', ...ids },
      { message: 'leaving', ...ids },
    ]);
    expect(receiver.logs.map(({ body, traceId }) => ({ body, traceId }))).toEqual([
      { body: 'asked', traceId: served?.traceId },
      { body: 'leaving', traceId: served?.traceId },
    ]);
  },
);
