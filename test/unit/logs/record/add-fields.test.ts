import { createServer } from 'node:http';
import { correlation } from '../../../../src/http.js';
import {
  addFields,
  getLogger,
  LoggingContext,
  runWithLoggingContext,
  withCorrelationId,
  workerJob,
} from '../../../../src/index.js';
import { call } from '../../../support/http/client.js';
import { InProcess } from '../../../support/http/in-process.js';

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

const logger = getLogger('app');

/** Lines and span of a request that a handler answers. */
async function request(id: string, handle: () => unknown) {
  const server = createServer(
    correlation(async (_request, response) => {
      await handle();
      response.end();
    }),
  );
  await call(await inProcess.listen(server), '/', { headers: { 'X-Correlation-ID': id } });
  return { lines: await inProcess.linesOf(id), span: await inProcess.spanOf(id) };
}

async function job(id: string, handle: () => unknown) {
  await workerJob('mailer', id, async () => handle());
  const lines = inProcess.lines().filter((line) => line.correlation_id === id);
  return { lines, span: await inProcess.spanOf(id) };
}

describe.each([
  ['request', request],
  ['job', job],
] as const)('of a %s', (kind, run) => {
  test('lines from now on and the span have the fields', async () => {
    const { lines, span } = await run(`${kind}-1`, async () => {
      logger.info('before');
      addFields({ cart_total: 3, tags: ['a', 'b'], customer: { plan: 'pro' }, gone: null });
      logger.info('after', { own: true });
      addFields({ cart_total: 4 });
      await withCorrelationId('inner-1', async () => addFields({ deep: 'yes' }));
      runWithLoggingContext(new LoggingContext({ correlationId: `${kind}-1`, extra: { deep: 'own' } }), () =>
        logger.info('inside'),
      );
    });
    const [, before, after, inside, end] = lines;
    expect(before).not.toHaveProperty('cart_total');
    expect(after).toMatchObject({
      cart_total: 3,
      tags: ['a', 'b'],
      customer: { plan: 'pro' },
      gone: null,
      own: true,
    });
    expect(inside).toMatchObject({ cart_total: 4, deep: 'own', field_deep: 'yes' });
    expect(end).toMatchObject({ message: expect.stringContaining('completed'), cart_total: 4, deep: 'yes' });
    expect(span.attributes).toMatchObject({
      cart_total: 4,
      tags: ['a', 'b'],
      customer: '{"plan":"pro"}',
      deep: 'yes',
    });
    expect(span.attributes).not.toHaveProperty('gone');
  });

  test('names of the line and of the span are kept apart, secrets masked, the number bounded', async () => {
    const { lines, span } = await run(`${kind}-2`, () => {
      addFields({
        message: 'mine',
        trace_id: 'mine',
        correlation_id: 'mine',
        'http.route': '/mine',
        password: 'hunter2',
      });
      for (let n = 0; n < 100; n++) addFields({ [`n${n}`]: n });
    });
    const end = lines.at(-1)!;
    expect(end).toMatchObject({
      field_message: 'mine',
      field_trace_id: 'mine',
      field_correlation_id: 'mine',
    });
    expect(end.correlation_id).toBe(`${kind}-2`);
    expect(span.attributes).toMatchObject({
      'field_http.route': '/mine',
      field_message: 'mine',
      correlation_id: `${kind}-2`,
    });
    expect(JSON.stringify([end, span.attributes])).not.toContain('hunter2');
    expect(end).toHaveProperty('n58');
    expect(end).not.toHaveProperty('n59');
  });

  test('nothing that it is given throws', async () => {
    const { lines } = await run(`${kind}-3`, () => {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      const hostile = [
        undefined,
        null,
        1,
        'text',
        ['list'],
        Symbol('s'),
        () => {},
        cycle,
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      ];
      for (const fields of hostile) addFields(fields as Record<string, unknown>);
      addFields({
        get bad() {
          throw new Error('no');
        },
        big: 1n,
        when: new Date(0),
        fn: () => {},
        good: 'yes',
      });
    });
    expect(lines.at(-1)).toMatchObject({ good: 'yes' });
  });

  test('after the end, nothing is added', async () => {
    let late = () => {};
    const { span } = await run(`${kind}-4`, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      late = resolve;
      void promise.then(() => addFields({ late: true }));
    });
    late();
    await new Promise((resolve) => setImmediate(resolve));
    expect(span.attributes).not.toHaveProperty('late');
  });
});

test('outside of both it does nothing', () => {
  addFields({ lost: 1 });
  logger.info('outside');
  expect(inProcess.lines().at(-1)).not.toHaveProperty('lost');
});
