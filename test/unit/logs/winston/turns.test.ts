import Transport from 'winston-transport';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import {
  learnedWinston,
  plainWinston,
  unknownWinston,
  type WinstonCopy,
} from '../../../support/winston/copies.js';

type Logger = ReturnType<WinstonCopy['createLogger']>;
type Options = Parameters<WinstonCopy['createLogger']>[0];
/** @param nested logs the first time that it is called, and gives back what it is given */
type MakeOptions = (nested: <T>(value: T) => T, formats: WinstonCopy['format']) => Options;

/** What transports get of loggers that log while they log, in order. */
function told({ createLogger, format }: WinstonCopy, options: MakeOptions): string[] {
  const lines: string[] = [];
  const keep = (name: string, then = (_name: string) => {}) =>
    new Transport({
      log(info: { message: string }, next: () => void) {
        lines.push(`${name} ${info.message}`);
        if (info.message === 'outer') then(name);
        next();
      },
    });
  let logger: Logger | undefined;
  let count = 0;
  const nested = <T>(value: T): T => {
    // Deeper than the stack would hold if each were written within the one before.
    if (count++ === 0) for (let line = 0; line < 2000; line++) logger?.info(`nested ${line}`);
    return value;
  };
  const { transports = [keep('first', nested), keep('second')], ...others } = options(nested, format) ?? {};
  logger = createLogger({ transports, ...others });
  try {
    logger.info('outer', { order: 7 });
  } catch (thrown) {
    lines.push(String(thrown));
  }
  logger.info('after');
  return lines;
}

test.each<[string, MakeOptions]>([
  ['a transport', () => ({})],
  ['a format', (nested, format) => ({ format: format((info) => nested(info))() })],
  [
    'a format that leaves the line out',
    (nested, format) => ({ format: format((info) => nested(info).message !== 'outer' && info)() }),
  ],
  [
    'a format that throws',
    (nested, format) => ({
      format: format((info) => {
        if (nested(info).message === 'outer') throw new Error('no');
        return info;
      })(),
    }),
  ],
  [
    'the function of a timestamp',
    (nested, { combine, json, timestamp }) => ({
      format: combine(timestamp({ format: () => nested('now') }), json()),
    }),
  ],
])('what %s logs comes after the line that it was logged for, as in winston', (_by, options) => {
  const removeSink = addLogSink(() => {});
  const expected = told(plainWinston(), options);
  expect(expected.length).toBeGreaterThan(2000);
  for (const copy of [learnedWinston(), unknownWinston()]) expect(told(copy, options)).toEqual(expected);
  removeSink();
});

test('it has the context in which it was logged', () => {
  const lines: unknown[] = [];
  const { createLogger } = learnedWinston();
  const transport = new Transport({
    log(info: Record<string, unknown>, next: () => void) {
      lines.push([info.message, info.correlation_id]);
      if (info.message === 'outer')
        runWithLoggingContext(new LoggingContext({ correlationId: 'inner' }), () => logger.info('nested'));
      next();
    },
  });
  const logger = createLogger({ transports: [transport] });
  runWithLoggingContext(new LoggingContext({ correlationId: 'outer' }), () => logger.info('outer'));
  expect(lines).toEqual([
    ['outer', 'outer'],
    ['nested', 'inner'],
  ]);
});
