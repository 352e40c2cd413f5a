import { getMetricsCollector, WorkerMetrics, WorkerMetricsCollector } from '../../../src/workers/index.js';

test('a new worker', () => {
  const collector = new WorkerMetricsCollector();
  const before = Date.now();
  const metrics = collector.registerWorker('mailer');
  expect(metrics).toBeInstanceOf(WorkerMetrics);
  expect(collector.registerWorker('mailer')).toBe(metrics);
  expect(metrics.startedAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(metrics.toDict()).toEqual({
    worker_name: 'mailer',
    jobs_processed: 0,
    jobs_failed: 0,
    total_duration_ms: 0,
    avg_duration_ms: 0,
    success_rate: 1,
    last_job_at: null,
    current_job_id: null,
    current_job_ids: [],
    uptime_seconds: expect.any(Number),
  });
});

test('averages and rates, rounded', () => {
  const collector = new WorkerMetricsCollector();
  collector.jobCompleted('mailer', 'a', 10.004);
  collector.jobCompleted('mailer', 'b', 20.123);
  collector.jobFailed('mailer', 'c', 5);
  const metrics = collector.registerWorker('mailer');
  expect(metrics.successRate).toBeCloseTo(2 / 3, 12);
  expect(metrics.avgDurationMs).toBeCloseTo(35.127 / 3, 9);
  expect(metrics.lastJobAt).toBeInstanceOf(Date);
  expect(collector.getMetrics('mailer')).toMatchObject({
    jobs_processed: 2,
    jobs_failed: 1,
    total_duration_ms: 35.13,
    avg_duration_ms: 11.71,
    success_rate: 0.6667,
    last_job_at: metrics.lastJobAt?.toISOString(),
  });
});

test('getMetrics: {} for an unknown worker, all without a name', () => {
  const collector = new WorkerMetricsCollector();
  expect(collector.getMetrics('nobody')).toEqual({});
  expect(collector.getMetrics()).toEqual({});
  collector.registerWorker('a');
  collector.registerWorker('__proto__');
  expect(Object.keys(collector.getMetrics())).toEqual(['a', '__proto__']);
  expect(collector.getMetrics('constructor')).toEqual({});
});

test('the same job twice at the same time: two runs, ended one by one', () => {
  const collector = new WorkerMetricsCollector();
  collector.jobStarted('mailer', 'a');
  collector.jobStarted('mailer', 'a');
  collector.jobStarted('mailer', 'b');
  const metrics = collector.registerWorker('mailer');
  expect(metrics.currentJobIds).toEqual(['a', 'a', 'b']);
  expect(metrics.currentJobId).toBe('b');
  collector.jobCompleted('mailer', 'a');
  expect(metrics.currentJobIds).toEqual(['a', 'b']);
  collector.jobFailed('mailer', 'b');
  expect(metrics.currentJobId).toBe('a');
});

test('an end without a start counts, and ends nothing else', () => {
  const collector = new WorkerMetricsCollector();
  collector.jobStarted('mailer', 'a');
  collector.jobCompleted('mailer', 'stranger');
  collector.jobFailed('unknown-worker', 'stranger');
  expect(collector.registerWorker('mailer').currentJobIds).toEqual(['a']);
  expect(collector.getMetrics('mailer')).toMatchObject({ jobs_processed: 1, total_duration_ms: 0 });
  expect(collector.getMetrics('unknown-worker')).toMatchObject({ jobs_failed: 1 });
});

test('without a job ID the oldest run ends', () => {
  const collector = new WorkerMetricsCollector();
  collector.jobStarted('mailer', 'a');
  collector.jobStarted('mailer', 'b');
  collector.jobCompleted('mailer', 12.5);
  expect(collector.getMetrics('mailer')).toMatchObject({
    total_duration_ms: 12.5,
    current_job_ids: ['b'],
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('a duration of %d is measured instead', (duration) => {
  const collector = new WorkerMetricsCollector();
  collector.jobStarted('mailer', 'a');
  collector.jobCompleted('mailer', 'a', duration);
  const { totalDurationMs } = collector.registerWorker('mailer');
  expect(totalDurationMs).toBeGreaterThan(0);
  expect(totalDurationMs).toBeLessThan(60_000);
});

test('the 1,001st worker and those after it are "other"', () => {
  const collector = new WorkerMetricsCollector();
  for (let i = 1; i <= 1000; i++) collector.registerWorker(`w${i}`);
  expect(collector.registerWorker('w1000').workerName).toBe('w1000');
  collector.jobCompleted('w1001', 'a', 1);
  collector.jobCompleted('w1002', 'b', 2);
  expect(collector.getMetrics('w1001')).toEqual({});
  expect(collector.getMetrics('other')).toMatchObject({ jobs_processed: 2, total_duration_ms: 3 });
  expect(collector.workers()).toHaveLength(1001);
});

test('one collector for the process', () => {
  expect(getMetricsCollector()).toBe(getMetricsCollector());
});
