// Compiled, never run: what the types of the main entry promise.
import {
  type BridgeError,
  type BridgeHandle,
  configureLogging,
  correlationIdToTraceId,
  type ExportStats,
  getCorrelationId,
  getLogger,
  getLoggingContext,
  LoggingContext,
  type LoggingContextToken,
  resetLoggingContext,
  runWithLoggingContext,
  setLoggingContext,
  start,
  withCorrelationId,
} from 'tracebridge';
import { redact, structuredJson, TracebridgeTransport } from 'tracebridge/winston';
import { createLogger, format, transports } from 'winston';

const handle: BridgeHandle = start({
  serviceName: 'shop',
  propagateTo: ['*.shop.example', /^svc-/],
  redact: { emails: true },
});
const stats: ExportStats = handle.stats();
const lost: number = stats.logs.dropped.queue_full ?? 0;
const flushed: Promise<void> = handle.forceFlush(1000);

// @ts-expect-error: not a mode
start({ export: 'pigeon' });
// @ts-expect-error: no such option
start({ sericeName: 'typo' });

const context = new LoggingContext({ correlationId: 'c', extra: { tenant: 't' } });
const more: LoggingContext = context.withExtra({ lost });
// @ts-expect-error: contexts are immutable
context.correlationId = 'other';

const token: LoggingContextToken = setLoggingContext(more);
resetLoggingContext(token);
// @ts-expect-error: a token, not a context
resetLoggingContext(context);

const length: number = runWithLoggingContext(context, () => 'text').length;
const later: Promise<string> = withCorrelationId('c', async () => 'text');
const id: string | undefined = getCorrelationId();
const current: LoggingContext | undefined = getLoggingContext();
const traceId: string = correlationIdToTraceId('c');

configureLogging({ level: 'warning', serviceName: 'shop' });
// @ts-expect-error: not a level
configureLogging({ level: 'loud' });

const log = getLogger('shop');
log
  .info('text', { length, traceId })
  .warning('chained')
  .child({ id, current })
  .exception('failed', new Error('x'), { step: 1 });
log.add(new transports.Console());
log.error('failed', new Error('x'));
// @ts-expect-error: fields are an object
log.info('text', 5);

createLogger({
  format: format.combine(redact({ keys: ['iban'] }), structuredJson({ logger: 'shop' })),
  transports: [new TracebridgeTransport({ level: 'info' })],
});

export function isTimeout(error: BridgeError): boolean {
  return error.code === 'TRACEBRIDGE_TIMEOUT';
}

// @ts-expect-error: no such code
export const isTypo = (error: BridgeError) => error.code === 'TRACEBRIDGE_TIMEUOT';

export { flushed, later };
