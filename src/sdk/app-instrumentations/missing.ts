/** Brings those of all packages. */
export const AUTO_PACKAGE = '@opentelemetry/auto-instrumentations-node';

/** Databases, queues and clients, and the package whose instrumentation shows their spans. */
const INSTRUMENTATIONS: Readonly<Record<string, string>> = {
  '@apollo/server': '@opentelemetry/instrumentation-graphql',
  '@grpc/grpc-js': '@opentelemetry/instrumentation-grpc',
  '@prisma/client': '@prisma/instrumentation',
  amqplib: '@opentelemetry/instrumentation-amqplib',
  'cassandra-driver': '@opentelemetry/instrumentation-cassandra-driver',
  graphql: '@opentelemetry/instrumentation-graphql',
  ioredis: '@opentelemetry/instrumentation-ioredis',
  kafkajs: '@opentelemetry/instrumentation-kafkajs',
  knex: '@opentelemetry/instrumentation-knex',
  memcached: '@opentelemetry/instrumentation-memcached',
  mongodb: '@opentelemetry/instrumentation-mongodb',
  mongoose: '@opentelemetry/instrumentation-mongoose',
  mysql: '@opentelemetry/instrumentation-mysql',
  mysql2: '@opentelemetry/instrumentation-mysql2',
  openai: '@opentelemetry/instrumentation-openai',
  oracledb: '@opentelemetry/instrumentation-oracledb',
  pg: '@opentelemetry/instrumentation-pg',
  redis: '@opentelemetry/instrumentation-redis',
  'socket.io': '@opentelemetry/instrumentation-socket.io',
  tedious: '@opentelemetry/instrumentation-tedious',
};
const AWS_CLIENT = /^(aws-sdk|@aws-sdk\/client-.+)$/;
const AWS_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

/** Of packages that an app has, those whose instrumentation is not among them. Each instrumentation once. */
export function missingInstrumentations(packages: Iterable<string>) {
  const all = new Set(packages);
  const missing = new Map<string, { used: string; instrumentation: string }>();
  if (all.has(AUTO_PACKAGE)) return [];
  for (const used of all) {
    const instrumentation = AWS_CLIENT.test(used) ? AWS_INSTRUMENTATION : instrumentationOf(used);
    if (instrumentation !== undefined && !all.has(instrumentation) && !missing.has(instrumentation))
      missing.set(instrumentation, { used, instrumentation });
  }
  return [...missing.values()];
}

function instrumentationOf(name: string): string | undefined {
  return Object.hasOwn(INSTRUMENTATIONS, name) ? INSTRUMENTATIONS[name] : undefined;
}
