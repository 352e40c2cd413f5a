import type { IncomingMessage, ServerResponse } from 'node:http';
import { quietly } from '../../core/quietly.js';
import { getMetricsCollector } from '../process-collector.js';
import { expose } from './exposition.js';
import { negotiate } from './negotiate.js';

/** What each `Accept` gets. JSON first: it is what a client without preferences is given. */
const FORMATS = {
  'application/json': {
    contentType: 'application/json; charset=utf-8',
    body: () => JSON.stringify(getMetricsCollector().getMetrics()),
  },
  'application/openmetrics-text': {
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    body: () => expose(getMetricsCollector().workers(), 'openmetrics'),
  },
  'text/plain': {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    body: () => expose(getMetricsCollector().workers(), 'prometheus'),
  },
} as const;

const OFFERS = Object.keys(FORMATS) as [keyof typeof FORMATS];

/**
 * Answers GET and HEAD with the metrics of all workers of this process: JSON, or for Prometheus its text format
 * (`Accept: text/plain`) or OpenMetrics (`application/openmetrics-text`). A handler for `http.createServer`, and for
 * Express: `app.get('/metrics', metricsHandler)`. Other methods get 405. Never throws.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { metricsHandler } from 'tracebridge';
 *
 * createServer(metricsHandler).listen(9464);
 * ```
 */
export function metricsHandler(req: IncomingMessage, res: ServerResponse): void {
  quietly('metricsHandler', () => {
    if (res.headersSent) return;
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end();
      return;
    }
    const { contentType, body: make } = FORMATS[negotiate(req.headers.accept, OFFERS)];
    const body = make();
    res.writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      'X-Content-Type-Options': 'nosniff',
    });
    res.end(req.method === 'HEAD' ? undefined : body);
  });
}
