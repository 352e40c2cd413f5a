import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TestProject } from '../../support/testing/project.js';

const CLI = join(ROOT, 'dist/cli/main.js');
const MANIFEST = { dependencies: { pg: '*', ioredis: '*', '@opentelemetry/instrumentation-ioredis': '*' } };

test.each([
  ['npm install', {}, {}],
  ['npm install', { 'package-lock.json': '{}' }, {}],
  ['pnpm add', { 'pnpm-lock.yaml': '' }, {}],
  ['yarn add', { 'yarn.lock': '' }, {}],
  ['bun add', { 'bun.lock': '' }, {}],
  ['pnpm add', { 'yarn.lock': '' }, { packageManager: 'pnpm@10.2.0' }],
])('add --dry-run shows "%s" for %j %j, in a workspace too', async (command, locks, own) => {
  await using project = await TestProject.create([], {
    ...locks,
    'package.json': `\ufeff${JSON.stringify(own)}`,
    // Windows' editors write a byte order mark, and npm reads it.
    'packages/shop/package.json': `\ufeff${JSON.stringify(MANIFEST)}`,
    'packages/shop/src/app.js': '',
  });
  const cwd = join(project.directory, 'packages/shop/src');
  const { status, stdout } = await runProgram([CLI, 'add', '--dry-run'], {}, { cwd });
  expect(stdout).toBe(
    `pg: @opentelemetry/instrumentation-pg\nWould run: ${command} @opentelemetry/instrumentation-pg\n`,
  );
  expect(status).toBe(0);
});

test('add runs the package manager in the folder of the package.json, and ends with its status', async () => {
  await using project = await TestProject.create([], {
    'package.json': JSON.stringify(MANIFEST),
    'yarn.lock': '',
  });
  const yarn = join(project.directory, 'yarn');
  await writeFile(yarn, '#!/bin/sh\necho "$PWD $@"\nexit 7\n');
  await chmod(yarn, 0o755);
  const PATH = `${project.directory}${delimiter}${process.env.PATH}`;
  const { status, stdout } = await runProgram([CLI, 'add'], { PATH }, { cwd: project.directory });
  expect(stdout).toContain(`${project.directory} add @opentelemetry/instrumentation-pg\n`);
  expect(status).toBe(7);
});

test.each([
  ['a package.json that is no JSON', '{', {}, /package\.json can't be read: .*JSON/],
  ['no npm', JSON.stringify(MANIFEST), { PATH: '/nowhere' }, /^npm can't be run: .*ENOENT\n$/],
])('%s is told in one line, status 1', async (_what, manifest, env, told) => {
  await using project = await TestProject.create([], { 'package.json': manifest });
  const { status, stderr } = await runProgram([CLI, 'add'], env, { cwd: project.directory });
  expect(stderr).toMatch(told);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(status).toBe(1);
});

test('doctor and the preload at debug level tell what is missing', async () => {
  await using project = await TestProject.create([], {
    'package.json': JSON.stringify(MANIFEST),
    'app.cjs': '',
  });
  const { directory: cwd } = project;
  const doctor = await runProgram([CLI, 'doctor', '--json', '--timeout', '1'], {}, { cwd });
  const findings = JSON.parse(doctor.stdout).checks.flatMap(
    ({ findings }: { findings: object[] }) => findings,
  );
  expect(findings).toContainEqual(
    expect.objectContaining({
      id: 'instrumentation-missing',
      severity: 'info',
      what: 'pg is used without @opentelemetry/instrumentation-pg',
      fix: 'npx tracebridge add',
    }),
  );
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const run = (more: object) => runProgram(['--require', REGISTER, 'app.cjs'], { ...env, ...more }, { cwd });
  const told = 'pg gets no spans without @opentelemetry/instrumentation-pg: npx tracebridge add';
  expect((await run({ OTEL_LOG_LEVEL: 'debug' })).stderr).toContain(told);
  expect((await run({})).stderr).not.toContain(told);
});
