import { jsonLines } from '../../../src/dev/json-lines.js';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import { logsBody, NOON, newTraceId, tracesBody, workerMetricsBody } from '../../support/dev/otlp-json.js';

function linesOf(signal: 'traces' | 'logs' | 'metrics', body: object) {
  const request = decodeRequest(signal, Buffer.from(JSON.stringify(body)), 'application/json');
  return Array.from(jsonLines(request), (line) => {
    expect(line.endsWith('\n')).toBe(true);
    expect(line.slice(0, -1)).not.toContain('\n');
    return JSON.parse(line);
  });
}

describe('jsonLines', () => {
  test('a span', () => {
    const traceId = newTraceId();
    const [span] = linesOf(
      'traces',
      tracesBody('api', [{ traceId, name: 'GET /', attributes: { text: 'two\nlines' } }]),
    );
    expect(span).toMatchObject({
      type: 'span',
      traceId,
      name: 'GET /',
      startTimeUnixNano: `${NOON}000000`,
      attributes: { text: 'two\nlines' },
      scope: 'test',
      resource: { 'service.name': 'api' },
    });
  });

  test('what a terminal would obey is escaped', () => {
    const hostile = '\u009b31m\u202e\u2028\u001b[2J';
    const body = logsBody('api', [{ message: hostile }]);
    const request = decodeRequest('logs', Buffer.from(JSON.stringify(body)), 'application/json');
    const [line = ''] = jsonLines(request);
    expect(line).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(line).body).toBe(hostile);
  });

  test('a log record, its bytes and large integers kept', () => {
    const body = logsBody('api', [{ message: 'm' }]);
    const text = JSON.stringify(body).replace(
      '{"stringValue":"m"}',
      '{"arrayValue":{"values":[{"bytesValue":"AP8="},{"intValue":"9007199254740993"}]}}',
    );
    const [log] = linesOf('logs', JSON.parse(text));
    expect(log).toMatchObject({ type: 'log', severityText: 'INFO', body: ['AP8=', '9007199254740993'] });
  });

  test('each point of a metric', () => {
    const totals = { succeeded: 1, failed: 0, active: 0, durationSum: 0.5 };
    expect(linesOf('metrics', workerMetricsBody('mailer', 'mail', totals))).toMatchObject([
      {
        type: 'metric',
        instrument: 'sum',
        name: 'tracebridge.worker.jobs',
        value: 1,
        attributes: { outcome: 'completed' },
      },
      {
        type: 'metric',
        instrument: 'sum',
        name: 'tracebridge.worker.jobs',
        value: 0,
        attributes: { outcome: 'failed' },
      },
      { type: 'metric', name: 'tracebridge.worker.jobs.active' },
      {
        type: 'metric',
        instrument: 'histogram',
        name: 'tracebridge.worker.job.duration',
        unit: 's',
        sum: 0.5,
      },
    ]);
  });
});
