import { defaultResource } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { RecordingTracerProvider } from '../../../../src/tracing/recording/recording-tracer-provider.js';
import { HOSTILE_VALUES } from '../../../support/hostile-values.js';

const exporter = new InMemorySpanExporter();
const tracer = new RecordingTracerProvider({
  resource: defaultResource(),
  processors: [new SimpleSpanProcessor({ exporter })],
}).getTracer('hostile');

beforeEach(() => exporter.reset());

test.each(HOSTILE_VALUES)('$name harms neither the call nor the span', ({ make }) => {
  const value = make() as never;
  const good = { good: 1 };
  const span = tracer.startSpan('span', { attributes: { value, ...good }, links: [] });
  span.setAttribute('late', value).setAttributes({ value, ...good });
  span.addEvent('event', { value, ...good });
  span.addLink({ context: span.spanContext(), attributes: { value, ...good } });
  span.setAttributes(value);
  span.addEvent('event', value);
  span.recordException(value);
  span.end();
  const [finished] = exporter.getFinishedSpans();
  expect(finished!.attributes).toMatchObject(good);
  expect(finished!.events[0]!.attributes).toMatchObject(good);
  expect(finished!.links[0]!.attributes).toMatchObject(good);
});

test('a key named __proto__ is plain data', () => {
  const span = tracer.startSpan('span', { attributes: JSON.parse('{"__proto__": "a"}') });
  span.setAttribute('__proto__', 'b').end();
  const { attributes } = exporter.getFinishedSpans()[0]!;
  expect(Object.getOwnPropertyDescriptor(attributes, '__proto__')?.value).toBe('b');
  expect(({} as { a?: unknown }).a).toBeUndefined();
});
