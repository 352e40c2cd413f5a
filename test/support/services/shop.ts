import { join } from 'node:path';
import { type Outcome, REGISTER, ROOT, runProgram } from '../run-program.js';
import { startMariadb } from './mariadb.js';
import { startPostgres } from './postgres.js';
import { startRabbitmq } from './rabbitmq.js';
import { startRedis } from './redis.js';

/**
 * Runs a shop with the preload on servers of its own: a request with the correlation ID `order-7` asks two databases and
 * a cache and puts a job into a queue, whose worker asks a database.
 */
export async function runShop(endpoint: string): Promise<Outcome> {
  const starting = [startPostgres(), startMariadb(), startRedis(), startRabbitmq()] as const;
  try {
    const [postgres, mariadb, redis, rabbitmq] = await Promise.all(starting);
    return await runProgram(
      ['--require', REGISTER, 'shop.cjs'],
      {
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_SEMCONV_STABILITY_OPT_IN: 'database',
        POSTGRES: postgres.folder,
        MARIADB: mariadb.socket,
        REDIS: redis.path,
        RABBITMQ: rabbitmq.url,
      },
      { cwd: join(ROOT, 'test/fixtures/services') },
    );
  } finally {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.map((each) => each.status === 'fulfilled' && each.value.stop()));
  }
}
