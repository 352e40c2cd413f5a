// A small shop as OTLP/JSON: requests through three services, jobs of two workers, an error, losses.
const HEX = '0123456789abcdef';

/** Same numbers on every run, so that screenshots change only when the page does. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = generator(7);
const hex = (length) => Array.from({ length }, () => HEX[Math.floor(random() * 16)]).join('');
const nanos = (millis) => `${BigInt(Math.round(millis * 1_000))}000`;

function anyValue(value) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const attributesOf = (object) =>
  Object.entries(object).map(([key, value]) => ({ key, value: anyValue(value) }));
const resourceOf = (service) => ({
  attributes: attributesOf({
    'service.name': service,
    'deployment.environment.name': 'development',
    'process.pid': 4211,
  }),
});

/** Collects spans and logs of one trace. Times are milliseconds after `start`. */
class TraceBuilder {
  constructor(start) {
    const digits = hex(32);
    this.traceId = `${digits.slice(0, 12)}4${digits.slice(13, 16)}8${digits.slice(17)}`;
    this.correlationId = this.traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    this.start = start;
    this.spans = new Map();
    this.logs = new Map();
  }

  span(service, name, from, to, { parent, kind = 1, error, attributes = {}, links } = {}) {
    const span = {
      traceId: this.traceId,
      spanId: hex(16),
      parentSpanId: parent?.spanId,
      name,
      kind,
      startTimeUnixNano: nanos(this.start + from),
      endTimeUnixNano: nanos(this.start + to),
      attributes: attributesOf({ correlation_id: this.correlationId, ...attributes }),
      status: error === undefined ? undefined : { code: 2, message: error },
      links,
    };
    push(this.spans, service, span);
    return span;
  }

  log(service, span, at, [severity, level], message, attributes = {}) {
    push(this.logs, service, {
      traceId: this.traceId,
      spanId: span.spanId,
      timeUnixNano: nanos(this.start + at),
      severityNumber: severity,
      severityText: level,
      body: anyValue(message),
      attributes: attributesOf({ correlation_id: this.correlationId, ...attributes }),
    });
  }

  async send(url) {
    for (const [service, spans] of this.spans) {
      await post(url, 'traces', {
        resourceSpans: [
          { resource: resourceOf(service), scopeSpans: [{ scope: { name: 'tracebridge' }, spans }] },
        ],
      });
    }
    for (const [service, logRecords] of this.logs) {
      await post(url, 'logs', {
        resourceLogs: [
          { resource: resourceOf(service), scopeLogs: [{ scope: { name: `${service}.app` }, logRecords }] },
        ],
      });
    }
  }
}

function push(map, key, value) {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(value);
}

const DEBUG = [5, 'DEBUG'];
const INFO = [9, 'INFO'];
const WARNING = [13, 'WARNING'];
const ERROR = [17, 'ERROR'];

const httpAttributes = (method, path, route, status) => ({
  'http.request.method': method,
  'http.route': route,
  'http.response.status_code': status,
  'url.path': path,
  'url.scheme': 'http',
  'server.address': 'localhost',
  'server.port': 3000,
  user_id: 'u-1042',
});

function checkout(start, isFailing) {
  const trace = new TraceBuilder(start);
  const status = isFailing ? 502 : 201;
  const root = trace.span('shop-api', 'POST /orders', 0, 184.2, {
    kind: 2,
    error: isFailing ? 'payment provider answered 503' : undefined,
    attributes: httpAttributes('POST', '/orders', '/orders', status),
  });
  trace.log('shop-api', root, 0.6, INFO, 'Request started', { client_ip: '127.0.0.1' });
  const validate = trace.span('shop-api', 'validate_cart', 2.1, 6.4, { parent: root });
  trace.log('shop-api', validate, 5.9, DEBUG, 'Cart valid', { items: 3 });
  const reserve = trace.span('shop-api', 'POST', 7.2, 58.9, {
    parent: root,
    kind: 3,
    attributes: { 'server.address': 'stock' },
  });
  const stock = trace.span('stock', 'POST /reservations', 10.4, 55.1, {
    parent: reserve,
    kind: 2,
    attributes: httpAttributes('POST', '/reservations', '/reservations', 201),
  });
  trace.log('stock', stock, 11, INFO, 'Request started');
  const query = trace.span('stock', 'db_query', 13.8, 49.7, {
    parent: stock,
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.text': 'UPDATE stock SET reserved = reserved + $1 WHERE sku = ANY($2)',
    },
  });
  trace.log('stock', query, 49.2, WARNING, 'db_query completed', {
    operation: 'db_query',
    duration_ms: 35.9,
    threshold_ms: 20,
  });
  trace.log('stock', stock, 54.6, INFO, 'Request completed', { status_code: 201, duration_ms: 44.2 });
  const charge = trace.span('shop-api', 'POST', 61, 168.4, {
    parent: root,
    kind: 3,
    error: isFailing ? '503' : undefined,
    attributes: { 'server.address': 'payments' },
  });
  const payments = trace.span('payments', 'POST /charges', 64.2, 165, {
    parent: charge,
    kind: 2,
    error: isFailing ? 'provider unavailable' : undefined,
    attributes: httpAttributes('POST', '/charges', '/charges', isFailing ? 503 : 200),
  });
  trace.log('payments', payments, 64.9, INFO, 'Request started');
  const provider = trace.span('payments', 'charge_card', 70.3, 159.8, {
    parent: payments,
    kind: 3,
    error: isFailing ? 'provider unavailable' : undefined,
  });
  if (isFailing) {
    trace.log('payments', provider, 112, WARNING, 'Provider slow, trying once more', { attempt: 2 });
    trace.log('payments', provider, 159, ERROR, 'charge_card failed', {
      operation: 'charge_card',
      'exception.type': 'ProviderError',
      'exception.message': 'provider unavailable',
      'exception.stacktrace':
        'ProviderError: provider unavailable\n    at charge (/app/src/charge.js:41:11)\n    at async handler (/app/src/charges.js:17:18)',
    });
    trace.log('shop-api', root, 182, ERROR, 'Request failed', {
      error_type: 'ProviderError',
      duration_ms: 181.4,
    });
  } else {
    const publish = trace.span('shop-api', 'publish order.created', 170.1, 176.3, { parent: root, kind: 4 });
    const job = trace.span('mail-worker', 'send_confirmation', 186, 262.5, { parent: publish, kind: 5 });
    trace.log('mail-worker', job, 186.8, INFO, 'Job started', { job_id: 'mail-7781' });
    trace.log('mail-worker', job, 262, INFO, 'Job completed', { job_id: 'mail-7781', duration_ms: 75.2 });
    trace.log('shop-api', root, 183.5, INFO, 'Request completed', { status_code: 201, duration_ms: 182.9 });
  }
  return trace;
}

function lookup(start, index) {
  const trace = new TraceBuilder(start);
  const isMissing = index % 9 === 4;
  const length = 3 + random() * 22;
  const root = trace.span('shop-api', 'GET /products/:id', 0, length, {
    kind: 2,
    attributes: httpAttributes('GET', `/products/${100 + index}`, '/products/:id', isMissing ? 404 : 200),
  });
  trace.log('shop-api', root, 0.4, INFO, 'Request started');
  trace.span('shop-api', 'cache_lookup', 0.9, length * 0.4, { parent: root });
  if (isMissing) trace.log('shop-api', root, length * 0.7, WARNING, `No product ${100 + index}`);
  trace.log('shop-api', root, length * 0.95, INFO, 'Request completed', {
    status_code: isMissing ? 404 : 200,
  });
  return trace;
}

function workerMetrics(service, worker, time, { done, failed, active, durationSum }) {
  const timeUnixNano = nanos(time);
  const point = (value, attributes = {}) => ({
    attributes: attributesOf({ 'worker.name': worker, ...attributes }),
    timeUnixNano,
    asInt: String(value),
  });
  const sum = (name, ...dataPoints) => ({
    name,
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints },
  });
  const gauge = (name, value) => ({ name, gauge: { dataPoints: [point(Math.round(value))] } });
  const duration = {
    attributes: attributesOf({ 'worker.name': worker }),
    timeUnixNano,
    count: String(done + failed),
    sum: durationSum,
    max: (durationSum / Math.max(done + failed, 1)) * 1.7,
  };
  const metrics = [
    sum(
      'tracebridge.worker.jobs',
      point(done, { outcome: 'completed' }),
      point(failed, { outcome: 'failed' }),
    ),
    sum('tracebridge.worker.jobs.active', point(active)),
    {
      name: 'tracebridge.worker.job.duration',
      unit: 's',
      histogram: { aggregationTemporality: 2, dataPoints: [duration] },
    },
    gauge('tracebridge.worker.last_job.timestamp', Date.now() / 1_000),
    gauge('tracebridge.worker.uptime', 754),
  ];
  return {
    resourceMetrics: [
      { resource: resourceOf(service), scopeMetrics: [{ scope: { name: 'tracebridge' }, metrics }] },
    ],
  };
}

async function post(url, signal, body) {
  const response = await fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${signal}: ${response.status} ${await response.text()}`);
}

/** Sends the shop's telemetry; returns the traces worth a look. */
export async function sendSample(url) {
  const begin = Date.now() - 60_000;
  for (let index = 0; index < 24; index += 1) await lookup(begin + index * 1_700, index).send(url);
  const good = checkout(begin + 43_000, false);
  const failing = checkout(begin + 47_500, true);
  await good.send(url);
  await failing.send(url);
  for (let index = 24; index < 30; index += 1) await lookup(begin + 8_000 + index * 1_700, index).send(url);
  return { good, failing };
}

/** Sends samples of two workers, ten seconds apart, up to now. */
export async function sendWorkerSamples(url, samples) {
  const begin = Date.now() - samples * 10_000;
  let done = 0;
  let seconds = 0;
  for (let index = 0; index < samples; index += 1) {
    const time = begin + index * 10_000;
    const jobs = Math.round(120 + 90 * Math.sin(index / 3) + random() * 50);
    done += jobs;
    seconds += jobs * (0.09 + 0.05 * Math.abs(Math.sin(index / 5)));
    const mail = { done, failed: Math.floor(done / 60), active: 3, durationSum: seconds };
    await post(url, 'metrics', workerMetrics('mail-worker', 'send_confirmation', time, mail));
    const report = { done: index, failed: 0, active: index % 2, durationSum: index * 1.9 + Math.sin(index) };
    await post(url, 'metrics', workerMetrics('report-worker', 'daily_report', time, report));
  }
}

/** Tells losses as the meters of tracebridge and of the SDK would. */
export async function sendLosses(url) {
  const sum = (name, value, attributes) => ({
    name,
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [{ attributes: attributesOf(attributes), asInt: String(value) }],
    },
  });
  const send = (service, ...metrics) =>
    post(url, 'metrics', {
      resourceMetrics: [
        { resource: resourceOf(service), scopeMetrics: [{ scope: { name: 'sdk' }, metrics }] },
      ],
    });
  await send('shop-api', sum('tracebridge.export.dropped', 128, { signal: 'logs', reason: 'queue_full' }));
  await send(
    'legacy-app',
    sum('otel.sdk.processor.log.processed', 7_440, {
      'error.type': 'queue_full',
      'otel.component.type': 'batching_log_processor',
    }),
  );
}
