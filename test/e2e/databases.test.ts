import { CORRELATION_ATTRIBUTE } from '../../src/tracing/correlation-attribute.js';
import { jaegerBehindCollector } from '../support/backends/jaeger-behind-collector.js';
import { runShop } from '../support/services/shop.js';

jest.setTimeout(120_000);

const backends = jaegerBehindCollector();

test('Jaeger shows the queries of PostgreSQL, MariaDB and Redis and the message to RabbitMQ in the trace of the request, and finds all by its ID', async () => {
  const { status, stderr, lines } = await runShop(backends.collector.httpUrl);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [ordered, , shipped] = lines;
  const { client } = backends.jaeger;

  const SYSTEMS = { 'pg.query:SELECT postgres': 'postgresql', SELECT: 'mysql', set: 'redis' };
  const request = await client.whenTrace(String(ordered?.trace_id), (spans) => spans.length >= 5);
  const server = request.find(({ tags }) => tags['span.kind'] === 'server');
  for (const name of [...Object.keys(SYSTEMS), 'publish <default>']) {
    const span = request.find(({ operationName }) => operationName === name);
    expect({ name, references: span?.references }).toEqual({
      name,
      references: [expect.objectContaining({ refType: 'CHILD_OF', spanID: server?.spanID })],
    });
  }
  for (const [name, system] of Object.entries(SYSTEMS))
    expect(request.find(({ operationName }) => operationName === name)?.tags).toMatchObject({
      'db.system.name': system,
    });

  const job = await client.whenTrace(String(shipped?.trace_id), (spans) => spans.length >= 2);
  expect(job.map(({ operationName }) => operationName).sort()).toEqual([
    'pg.query:SELECT postgres',
    'process shipping',
  ]);
  expect(job.find(({ operationName }) => operationName === 'process shipping')?.references).toEqual([
    expect.objectContaining({ refType: 'FOLLOWS_FROM', traceID: ordered?.trace_id }),
  ]);
  // The shop asks itself, outside of any request: the root is what asked.
  const all = [...request, ...job].filter(({ references }) => references.length > 0);
  expect(all.map(({ tags }) => tags[CORRELATION_ATTRIBUTE])).toEqual(all.map(() => 'order-7'));
  expect(all.flatMap(({ warnings }) => warnings)).toEqual([]);
  // As people look for it on Jaeger's page.
  const found = await client.find('shop', { [CORRELATION_ATTRIBUTE]: 'order-7' });
  expect(found.sort()).toEqual([ordered?.trace_id, shipped?.trace_id].sort());
});
