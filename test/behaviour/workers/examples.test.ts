import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';

const ROOT = join(__dirname, '../../..');

let collector: OtlpServer;
beforeAll(async () => {
  collector = await OtlpServer.start();
});
afterAll(() => collector.down());

type Line = Record<string, unknown>;

/** The log lines of an example, run as its first comment says. */
async function run(example: string): Promise<Line[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--require', join(ROOT, 'dist/register.js'), join(ROOT, 'examples/workers', example)],
    { env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const JOB = ['Job started', 'Job completed'];
const messages = (lines: Line[]) => lines.map((line) => line.message);
const distinct = (lines: Line[], field: string) => [...new Set(lines.map((line) => line[field]))];

test('sqs.js: message attributes and Lambda records carry the correlation ID', async () => {
  const lines = await run('sqs.js');
  const one = [JOB[0], 'Order handled', JOB[1]];
  expect(messages(lines)).toEqual([...one, ...one]);
  expect(distinct(lines, 'correlation_id')).toEqual(['order-request-17']);
  expect(distinct(lines, 'job_id')).toEqual(['m-1', 'm-2']);
});

test('pg-boss.js: the carrier survives the JSON of the job', async () => {
  const lines = await run('pg-boss.js');
  expect(messages(lines)).toEqual([JOB[0], 'Report written', JOB[1]]);
  expect(distinct(lines, 'correlation_id')).toEqual(['report-request-4']);
  expect(distinct(lines, 'trace_id')).toEqual([correlationIdToTraceId('report-request-4')]);
});

test('scheduled.js: each run has an ID of its own', async () => {
  const lines = await run('scheduled.js');
  expect(messages(lines)).toEqual([
    JOB[0],
    'Old sessions removed',
    JOB[1],
    JOB[0],
    'Recounted',
    JOB[1],
    'Totals',
  ]);
  const cleanup = lines.slice(0, 3);
  expect(distinct(cleanup, 'correlation_id')).toEqual(distinct(cleanup, 'job_id'));
  expect(distinct(cleanup, 'trace_id')).toEqual([String(cleanup[0]?.job_id).replaceAll('-', '')]);
  expect(lines[6]?.workers).toMatchObject({ cleanup: { jobs_processed: 1 }, recount: { jobs_processed: 1 } });
});

// `await using` is syntax from Node 24 on.
const testOnNode24 = Number.parseInt(process.versions.node, 10) >= 24 ? test : test.skip;

testOnNode24('block.mjs: fails by run, completes otherwise', async () => {
  const lines = await run('block.mjs');
  expect(messages(lines)).toEqual([
    'Job started',
    'Line imported',
    'Line imported',
    'Job completed',
    'Job started',
    'Line imported',
    'Line skipped',
    'Job failed',
  ]);
  expect(lines.map((line) => line.job_id)).toEqual([...Array(4).fill('file-1'), ...Array(4).fill('file-2')]);
});
