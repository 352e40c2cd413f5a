import { AppProcess } from '../../support/http/app-process.js';
import { call } from '../../support/http/client.js';
import { type SpanReceiver, startSpanReceiver } from '../../support/http/span-receiver.js';
import { newId } from './shared-suite.js';

const REGISTER = './dist/register.js';

describe.each([
  ['express', 'app.js', ['--require', REGISTER], '/orders/:id'],
  ['fastify', 'app.js', ['--require', REGISTER], '/orders/:id'],
  ['koa', 'app.js', ['--require', REGISTER], '/orders/:id'],
  ['hono', 'app.mjs', ['--import', REGISTER], '/orders/:id'],
  ['http', 'app.mjs', ['--import', REGISTER], undefined],
  [
    'nestjs',
    'main.ts',
    ['--require', REGISTER, '--require', './test/support/http/compile-decorators.cjs'],
    '/orders/:id',
  ],
])('examples/%s', (folder, file, args, route) => {
  let app: AppProcess;
  let receiver: SpanReceiver;

  beforeAll(async () => {
    receiver = await startSpanReceiver();
    app = await AppProcess.start(`examples/${folder}/${file}`, args, {
      PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    });
  });

  afterAll(async () => {
    await app?.stop();
    await receiver?.close();
  });

  const ended = (id: string) =>
    app.waitForLine(
      (line) => line.correlation_id === id && /^Request (completed|failed)$/.test(line.message),
    );

  it('has one ID on answer, lines and span, and the user on what follows authentication', async () => {
    const id = newId();
    const answer = await call(app.port, '/orders/7', {
      headers: { 'X-Correlation-ID': id, Authorization: 'Bearer x' },
    });
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ id: '7' });
    await ended(id);
    expect(app.linesOf(id).map(({ message, user_id }) => [message, user_id])).toEqual([
      ['Request started', undefined],
      ['Order read', 'u-42'],
      ['Request completed', 'u-42'],
    ]);
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span.name).toBe(route === undefined ? 'GET' : `GET ${route}`);
  });

  it('answers a failure with 500 and its ID', async () => {
    const id = newId();
    const answer = await call(app.port, '/failure', { headers: { 'X-Correlation-ID': id } });
    expect([answer.status, answer.headers['x-correlation-id']]).toEqual([500, id]);
    const line = await app.waitForLine((one) => one.correlation_id === id && one.level === 'ERROR');
    expect(line.exception).toMatchObject({ type: 'Error', message: 'The database is gone' });
  });
});
