import { keepAhead, loadStartBundle, makeAhead } from '../../core/compiled-bundle.js';
import type { Made } from './compile-command.js';

// Run by `tracebridge compile`: does what a function's first invocation does, so that the code of all that it calls is made.
makeAhead();
loadStartBundle();

async function invoke(): Promise<void> {
  const { start } = require('../../sdk/start.js') as typeof import('../../sdk/start.js');
  const { startWhenUsed } =
    require('../../sdk/start-when-used.js') as typeof import('../../sdk/start-when-used.js');
  startWhenUsed(start);
  require('../../lambda/load.js');
  const { withTelemetry } = require('../../lambda/wrap.js') as typeof import('../../lambda/wrap.js');
  const { getLogger } =
    require('../../logs/logger/get-logger.js') as typeof import('../../logs/logger/get-logger.js');
  const { createLogger, format, transports } = require('winston') as typeof import('winston');
  const logger = createLogger({
    format: format.combine(format.timestamp(), format.json()),
    transports: [new transports.Console()],
  });
  const handler = withTelemetry(async (_event: object, _context: object) => {
    logger.info('Order received', { order: 7 });
    getLogger('orders').info('Order received', { order: 7 });
    return { statusCode: 202 };
  });
  await handler(
    {
      version: '2.0',
      routeKey: 'POST /orders/{id}',
      rawPath: '/orders/7',
      headers: { 'x-forwarded-for': '127.0.0.1' },
      requestContext: { http: { method: 'POST' } },
    },
    { awsRequestId: crypto.randomUUID(), functionName: 'orders', getRemainingTimeInMillis: () => 30_000 },
  );
}

async function make(): Promise<Made> {
  try {
    await invoke();
    return { bytes: keepAhead() };
  } catch (error) {
    return { problem: String(error) };
  }
}

void make().then((made) => process.send?.(made, () => process.exit()));
