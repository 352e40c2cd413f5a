import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TestProject } from '../../support/testing/project.js';

const FOLDER = 'node_modules/@opentelemetry/api';

/** What starts the bridge; then whether app and bridge have one copy, and which of its files were loaded. */
const APP = `
  require('node:http');
  const api = require('@opentelemetry/api');
  const found = require('node:module').createRequire(__filename)('@opentelemetry/api');
  const files = Object.keys(require.cache).filter((file) => file.includes('/@opentelemetry/api/'));
  const span = api.trace.getTracer('app').startSpan('one');
  console.log(JSON.stringify({ same: api === found, files, isRecording: span.isRecording() }));`;

const run = async (directory: string) => {
  const { lines, stderr } = await runProgram(['--require', REGISTER, join(directory, 'app.cjs')], {
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  });
  expect(stderr).toBe('');
  return lines[0] as { same: boolean; files: string[]; isRecording: boolean };
};

test('the API is one module under its own name', async () => {
  await using project = await TestProject.create(['@opentelemetry/api'], { 'app.cjs': APP });
  const main = join(ROOT, FOLDER, 'dist/index.cjs');
  expect(await run(project.directory)).toEqual({ same: true, files: [main], isRecording: true });
});

test("another version of the app's is loaded by itself, and has the bridge's spans", async () => {
  await using project = await TestProject.create([], { 'app.cjs': APP });
  const copy = join(project.directory, FOLDER);
  await cp(join(ROOT, FOLDER), copy, { recursive: true });
  const file = join(copy, 'package.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"version": "[^"]+"/, '"version": "1.9.99"'));
  const { same, files, isRecording } = await run(project.directory);
  expect({ same, isRecording }).toEqual({ same: true, isRecording: true });
  expect(files.filter((name) => name.startsWith(copy)).length).toBeGreaterThan(40);
});
