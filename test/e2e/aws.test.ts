import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../support/backends/binaries.js';
import { Collector } from '../support/backends/collector.js';
import { plain, plainAttributes } from '../support/backends/otlp-json.js';
import { awsEnvironment } from '../support/backends/profiles.js';
import { validate } from '../support/backends/validate.js';

jest.setTimeout(60_000);

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Container {
  name: string;
  image: string;
  command: string[];
  environment: { name: string; value: string }[];
  dependsOn?: { containerName: string; condition: string }[];
  mountPoints?: { sourceVolume: string }[];
}

describe('the ECS task', () => {
  const task = JSON.parse(read('deploy/aws/ecs-task.json'));
  const containers: Container[] = task.containerDefinitions;
  const collector = containers.find(({ name }) => name === 'collector') as Container;
  const environmentOf = ({ environment }: Container) =>
    Object.fromEntries(environment.map(({ name, value }) => [name, value]));

  test('the Collector is valid with its command, its environment and credentials of the role', async () => {
    const configs = collector.command
      .map((argument) => basename(argument))
      .map((file) => (existsSync(join(ROOT, file)) ? file : join('deploy/collector', file)));
    const { OTELCOL_STORAGE_DIR: _, ...environment } = environmentOf(collector);
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = awsEnvironment('');
    expect(
      await validate(configs, { ...environment, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }),
    ).toBeUndefined();
    expect(JSON.stringify(task)).not.toMatch(/AWS_SECRET|AKIA/);
  });

  test('what it refers to is there', () => {
    const names = containers.map(({ name }) => name);
    const volumes = task.volumes.map(({ name }: { name: string }) => name);
    for (const { dependsOn = [], mountPoints = [] } of containers) {
      for (const { containerName } of dependsOn) expect(names).toContain(containerName);
      for (const { sourceVolume } of mountPoints) expect(volumes).toContain(sourceVolume);
    }
  });

  test('version, log group and permissions agree', () => {
    const version = /:([\d.]+)$/.exec(collector.image)?.[1];
    expect(read('docker-compose.yml')).toContain(`opentelemetry-collector-contrib:${version}\n`);
    expect(read('deploy/aws/collector.Dockerfile')).toContain(`opentelemetry-collector-contrib:${version}\n`);
    const { CLOUDWATCH_LOG_GROUP, AWS_REGION } = environmentOf(collector);
    const policy = read('deploy/aws/task-role-policy.json');
    expect(JSON.parse(policy).Statement).toHaveLength(3);
    expect(policy).toContain(`:logs:${AWS_REGION}:123456789012:log-group:${CLOUDWATCH_LOG_GROUP}:`);
  });
});

test('the Lambda function hands its logs over before it returns, with the variables of its template', async () => {
  const template = parse(read('deploy/aws/lambda.yaml'), { logLevel: 'error' });
  const variables = template.Resources.Shop.Properties.Environment.Variables;
  await using collector = await Collector.start({
    env: { TRACES_EXPORTERS: '[debug]', LOGS_EXPORTERS: '[file]' },
  });
  const runtime = fork(join(ROOT, 'test/fixtures/lambda-runtime.js'), {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      ...variables,
      NODE_OPTIONS: `--require ${join(ROOT, 'dist/register.js')}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

  const [answer] = await once(runtime, 'message');
  // Frozen: from here the process does nothing any more.
  runtime.kill('SIGKILL');

  expect(answer).toEqual({
    statusCode: 202,
    body: '{"accepted":true}',
    headers: { 'X-Correlation-ID': 'order-77' },
  });
  const { logs } = await collector.file.when('the log', (written) => written.logs.length > 0);
  expect(logs.map(({ body }) => plain(body))).toContain('Order received');
  const received = logs.find(({ body }) => plain(body) === 'Order received');
  expect(plainAttributes(received?.attributes)).toMatchObject({
    correlation_id: 'order-77',
    path: '/orders',
  });
});
