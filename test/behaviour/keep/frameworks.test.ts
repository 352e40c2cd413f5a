import { REGISTER, runApp } from '../../support/apps/run-app.js';

const PATHS = ['/orders/42', '/failing/42', '/shops/7/items/9'];
const NEST = ['/api/orders/42', '/api/failing/42'];

test.each<[string, string, readonly string[], Record<string, string>?]>([
  ['Express', 'express.cjs', PATHS, { FIXTURE_EXPRESS: 'express' }],
  ['Fastify', 'fastify.cjs', PATHS],
  ['Koa', 'koa.mjs', PATHS],
  ['Hono', 'hono/app.cjs', PATHS],
  ['NestJS on Express', 'nest/app.cjs', NEST, { FIXTURE_PLATFORM: 'express' }],
  ['NestJS on Fastify', 'nest/app.cjs', NEST, { FIXTURE_PLATFORM: 'fastify' }],
])('%s: of requests what failed, and what a route’s rule keeps', async (_, app, paths, env = {}) => {
  const run = await runApp({
    args: ['--require', REGISTER, `test/fixtures/http/routes/${app}`],
    env: {
      ...env,
      FIXTURE_PATHS: JSON.stringify(paths),
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici',
      TRACEBRIDGE_REQUEST_LOGS: 'true',
      TRACEBRIDGE_KEEP: 'errors,route:/shops/:shop/items/:item=all',
    },
  });
  const kept = paths.filter((path) => !path.includes('orders'));
  expect(run.code).toBe(0);
  expect(run.spans.map(({ attributes }) => attributes['url.path']).sort()).toEqual(kept);
  const traces = run.spans.map(({ traceId }) => traceId);
  const logged = run.logs.map(({ attributes, body }) => `${attributes.request_path} ${body}`);
  expect(logged.filter((text) => text.includes('Request started')).sort()).toEqual(
    kept.map((path) => `${path} Request started`),
  );
  expect(run.logs.filter(({ traceId }) => !traces.includes(traceId))).toEqual([]);
  // Lines on stdout are the app's: all of them.
  expect(run.stdout.match(/Request started/g)).toHaveLength(paths.length);
  expect(run.stderr).toMatch(
    new RegExp(`at exit: kept ${kept.length} of ${paths.length} requests, jobs and root spans`),
  );
});
