import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { getMetricsCollector, metricsHandler } from '../../../src/workers/index.js';

let server: Server;
let url: string;

beforeAll(async () => {
  const collector = getMetricsCollector();
  collector.jobCompleted('mailer', 'a', 1500);
  collector.jobFailed('mailer', 'b', 500);
  collector.jobStarted('mailer', 'c');
  collector.registerWorker('quo"te\\back\nslash');
  server = createServer(metricsHandler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
});
afterAll(() => {
  server.close();
});

test('GET: JSON of all workers', async () => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('vary')).toBe('Accept');
  expect(await response.json()).toEqual({
    mailer: {
      worker_name: 'mailer',
      jobs_processed: 1,
      jobs_failed: 1,
      total_duration_ms: 2000,
      avg_duration_ms: 1000,
      success_rate: 0.5,
      last_job_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      current_job_id: 'c',
      current_job_ids: ['c'],
      uptime_seconds: expect.any(Number),
    },
    'quo"te\\back\nslash': expect.objectContaining({ jobs_processed: 0, success_rate: 1 }),
  });
});

test('HEAD: the headers alone', async () => {
  const response = await fetch(url, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
  expect(await response.text()).toBe('');
});

const SAMPLES = [
  'tracebridge_worker_jobs_total{worker_name="mailer",outcome="completed"} 1',
  'tracebridge_worker_jobs_total{worker_name="mailer",outcome="failed"} 1',
  'tracebridge_worker_job_duration_seconds_bucket{worker_name="mailer",le="0.005"} 0',
  'tracebridge_worker_job_duration_seconds_bucket{worker_name="mailer",le="+Inf"} 2',
  'tracebridge_worker_job_duration_seconds_count{worker_name="mailer"} 2',
  'tracebridge_worker_job_duration_seconds_sum{worker_name="mailer"} 2',
  'tracebridge_worker_jobs_active{worker_name="mailer"} 1',
  'tracebridge_worker_success_ratio{worker_name="mailer"} 0.5',
  'tracebridge_worker_success_ratio{worker_name="quo\\"te\\\\back\\nslash"} 1',
];

test.each([
  ['text/plain', 'text/plain; version=0.0.4; charset=utf-8', '# TYPE tracebridge_worker_jobs_total counter'],
  [
    'application/openmetrics-text; version=1.0.0',
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
    '# TYPE tracebridge_worker_jobs counter',
  ],
])('Accept: %s', async (accept, contentType, typeLine) => {
  const response = await fetch(url, { headers: { accept } });
  expect(response.headers.get('content-type')).toBe(contentType);
  const text = await response.text();
  expect(text.endsWith('\n')).toBe(true);
  const lines = text.slice(0, -1).split('\n');
  expect(lines).toEqual(expect.arrayContaining([...SAMPLES, typeLine]));
  expect(lines.at(-1) === '# EOF').toBe(accept.startsWith('application/'));
  for (const line of lines) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) [a-z_]+ .+|# EOF|[a-z_]+\{worker_name="(\\.|[^"\\])*"(,(outcome="[a-z]+"|le="([\d.]+|\+Inf)"))?\} [\d.e+-]+)$/,
    );
  }
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s: 405', async (method) => {
  const response = await fetch(url, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test('as an Express handler', async () => {
  const app = express();
  app.get('/metrics', metricsHandler);
  const listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  try {
    const response = await fetch(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/metrics`);
    expect(await response.json()).toHaveProperty('mailer');
  } finally {
    listening.close();
  }
});

test('a response that was begun is left alone', async () => {
  const begun = createServer((req, res) => {
    res.writeHead(202).write('mine');
    metricsHandler(req, res);
    res.end();
  }).listen(0, '127.0.0.1');
  await once(begun, 'listening');
  try {
    const response = await fetch(`http://127.0.0.1:${(begun.address() as AddressInfo).port}/`);
    expect([response.status, await response.text()]).toEqual([202, 'mine']);
  } finally {
    begun.close();
  }
});
