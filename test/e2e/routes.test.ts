import { jaegerBehindCollector } from '../support/backends/jaeger-behind-collector.js';
import { poll } from '../support/backends/wait.js';
import { REGISTER, ROOT, runProgram } from '../support/run-program.js';

jest.setTimeout(60_000);

const backends = jaegerBehindCollector();

test.each([
  ['express', 'express.cjs', ['/orders/42', '/shops/7/items'], ['GET /orders/:id', 'GET /shops/:shop/items']],
  ['fastify', 'fastify.cjs', ['/orders/42'], ['GET /orders/:id']],
  ['nest', 'nest/app.cjs', ['/api/orders/42', '/api/orders/43'], ['GET /api/orders/:id']],
])('%s: Jaeger lists the routes as operations, by the preload alone', async (service, app, paths, names) => {
  const outcome = await runProgram(['--require', REGISTER, `test/fixtures/http/routes/${app}`], {
    NODE_PATH: `${ROOT}/node_modules`,
    FIXTURE_EXPRESS: 'express',
    FIXTURE_PLATFORM: 'express',
    FIXTURE_PATHS: JSON.stringify(paths),
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici',
    OTEL_SERVICE_NAME: service,
    OTEL_EXPORTER_OTLP_ENDPOINT: backends.collector.httpUrl,
  });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  const found = await poll(
    async () => {
      const operations = await backends.jaeger.client.operations(service);
      return operations.length > 0 ? operations : undefined;
    },
    { what: `operations of ${service} in Jaeger` },
  );
  expect(found.sort()).toEqual(names);
});
