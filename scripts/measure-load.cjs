'use strict';
// The application of measure-collectors.mjs: a request's five log lines, or its eight spans, again and again, in bursts
// that leave the exporter time. Each line has the context's fields and five of its own.
const { setTimeout: delay } = require('node:timers/promises');
const { randomInt, randomUUID } = require('node:crypto');
const { trace } = require('@opentelemetry/api');
const { getLogger, withCorrelationId } = require('tracebridge');

const BURST = 1_000;
const log = getLogger('orders');
const tracer = trace.getTracer('orders');

// Made once: what making them costs is not the bridge's. Random, as they decide what compression saves.
const orders = Array.from({ length: 5_000 }, () => ({
  order_id: randomInt(1e9),
  customer: randomUUID(),
  items: randomInt(1, 9),
  total: randomInt(100, 100_000) / 100,
  currency: ['EUR', 'PLN', 'SEK', 'USD'][randomInt(4)],
}));

const request = {
  log(left) {
    const lines = Math.min(left, 5);
    withCorrelationId(randomUUID(), () =>
      tracer.startActiveSpan('GET /orders/:id', () => {
        // The span is not ended: it is there for its IDs.
        for (let line = 0; line < lines; line++)
          log.info('Order loaded', orders[(left - line) % orders.length]);
      }),
    );
    return lines;
  },
  span(left) {
    const inner = Math.min(left, 8) - 1;
    withCorrelationId(randomUUID(), () =>
      tracer.startActiveSpan(
        'GET /orders/:id',
        { attributes: { 'http.route': '/orders/:id', 'order.id': orders[left % orders.length].order_id } },
        (server) => {
          for (let span = 0; span < inner; span++)
            tracer
              .startSpan('SELECT orders', {
                attributes: {
                  'db.system.name': 'postgresql',
                  'db.query.text': 'SELECT * FROM orders WHERE id = ?',
                },
              })
              .end();
          server.end();
        },
      ),
    );
    return inner + 1;
  },
};

process.on('message', async ({ what, count }) => {
  for (let made = 0, burst = 0; made < count; ) {
    const records = request[what](count - made);
    made += records;
    burst += records;
    if (burst < BURST) continue;
    burst = 0;
    await delay(50);
  }
});
process.send('ready');
