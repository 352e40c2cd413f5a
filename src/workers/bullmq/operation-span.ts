import { type Context, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import { activeTracer } from '../../tracing/active-tracer.js';
import { recordFailure } from '../../tracing/failure.js';
import { JOB_ID, known, QUEUE_NAME } from './attributes.js';
import type { BullmqAttributes, BullmqAttributeValue, BullmqSpan } from './interfaces.js';

/** A span of BullMQ's own: adding a job, and with `internalSpans` the rest. Without an SDK it leaves no trace. */
export class OperationSpan implements BullmqSpan<Context> {
  readonly #span: Span | undefined;

  constructor(name: string, kind: SpanKind) {
    const producer = kind === SpanKind.PRODUCER;
    this.#span = quietly('span of BullMQ', () =>
      activeTracer()?.startSpan(
        name,
        {
          kind,
          attributes: {
            'messaging.system': 'bullmq',
            ...(producer && { 'messaging.operation.name': 'add', 'messaging.operation.type': 'send' }),
          },
        },
        context.active(),
      ),
    );
  }

  setSpanOnContext(ctx: Context): Context {
    return this.#span === undefined ? ctx : trace.setSpan(ctx, this.#span);
  }

  setAttribute(key: string, value: BullmqAttributeValue): void {
    this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: BullmqAttributes): void {
    quietly('span of BullMQ', () =>
      this.#span?.setAttributes({
        ...known(attributes),
        ...known({
          'messaging.destination.name': attributes[QUEUE_NAME],
          'messaging.message.id': attributes[JOB_ID],
        }),
      }),
    );
  }

  addEvent(name: string, attributes: BullmqAttributes = {}): void {
    quietly('span of BullMQ', () => this.#span?.addEvent(name, known(attributes)));
  }

  recordException(exception: unknown): void {
    if (this.#span !== undefined) recordFailure(this.#span, exception);
  }

  end(): void {
    quietly('span of BullMQ', () => this.#span?.end());
  }
}

/** For the operations that get no span: the context stays as it is. */
export const NO_SPAN: BullmqSpan<Context> = {
  setSpanOnContext: (ctx) => ctx,
  setAttribute() {},
  setAttributes() {},
  addEvent() {},
  recordException() {},
  end() {},
};
