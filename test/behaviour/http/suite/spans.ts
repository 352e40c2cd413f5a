import { correlationIdToTraceId } from '../../../../src/correlation/correlation-id.js';
import { call } from '../../../support/http/client.js';
import { type Framework, newId, type Running } from '../shared-suite.js';

export function describeSpans(running: Running, framework: Framework): void {
  const serverSpan = async (path: string, method = 'GET', headers: Record<string, string> = {}) => {
    const id = newId();
    await call(running.app.port, path, { method, headers: { 'X-Correlation-ID': id, ...headers } });
    const span = await running.receiver.waitFor(
      (one) => one.attributes.correlation_id === id && one.kind === 'server',
    );
    return { id, span };
  };

  it('makes one root span of a request, in the trace of its ID', async () => {
    const { id, span } = await serverSpan('/users/7?page=2', 'GET', { 'X-User': '42' });
    expect(span).toMatchObject({ traceId: correlationIdToTraceId(id), parentSpanId: '' });
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': '/users/7',
      'url.scheme': 'http',
      'server.port': running.app.port,
      'network.protocol.version': '1.1',
      'user.id': '42',
    });
    const all = running.receiver.spans.filter((one) => one.traceId === span.traceId && one.kind === 'server');
    expect(all).toHaveLength(1);
  });

  const { userRoute, nested } = framework;
  if (userRoute !== undefined) {
    it('names the span by method and route', async () => {
      const { span } = await serverSpan('/users/7');
      expect(span.name).toBe(`GET ${userRoute}`);
      expect(span.attributes['http.route']).toBe(userRoute);
    });

    it('names a HEAD request by its own method', async () => {
      expect((await serverSpan('/users/7', 'HEAD')).span.name).toBe(`HEAD ${userRoute}`);
    });
  }

  if (nested !== undefined) {
    it('names the route in nested routers, without the values of parameters', async () => {
      const { span } = await serverSpan(nested.path);
      expect(span.name).toBe(`GET ${nested.route}`);
      expect(span.attributes['http.route']).toBe(nested.route);
    });
  }

  it('has no route where none was found', async () => {
    const { span } = await serverSpan('/no-such-route');
    expect(span.name).toBe('GET');
    expect(span.attributes['http.route']).toBeUndefined();
  });
}
