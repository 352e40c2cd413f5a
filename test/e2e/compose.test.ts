import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/backends/binaries.js';
import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import { awsEnvironment, datadogEnvironment } from '../support/backends/profiles.js';
import { validate } from '../support/backends/validate.js';
import { type ComposeService, composeErrors, interpolate, readCompose } from '../support/compose.js';

jest.setTimeout(60_000);

const BASE = 'docker-compose.yml';
const OVERLAYS = ['deploy/compose/datadog.yml', 'deploy/compose/cloudwatch.yml'];
const { services, volumes } = readCompose(BASE);
const all = Object.entries(services);
const collector = services.collector as ComposeService;

/** `--config=/etc/otelcol/x` → `x`: what a container path is in the repository, by the service's bind mounts. */
function repositoryPath(containerPath: string): string {
  for (const volume of collector.volumes ?? []) {
    const [source = '', target = ''] = volume.split(':');
    if (source.startsWith('.') && containerPath.startsWith(target))
      return join(source, containerPath.slice(target.length));
  }
  throw new Error(`${containerPath} is not mounted`);
}

const configsOf = (service: ComposeService): string[] =>
  (service.command ?? [])
    .filter((argument) => argument.startsWith('--config='))
    .map((argument) => repositoryPath(argument.slice('--config='.length)));

describe('docker-compose.yml', () => {
  test.each([BASE, ...OVERLAYS])('%s is valid by the Compose Specification', (path) => {
    expect(composeErrors(readCompose(path))).toEqual([]);
  });

  test('the check does refuse what is wrong', () => {
    const wrong = { services: { app: { imagee: 'x', depends_on: { db: { condition: 'service_ready' } } } } };
    expect(composeErrors(wrong as never).join('\n')).toMatch(/must NOT have additional properties/);
  });

  test('its comment names every variable that it and its overlays read', () => {
    const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
    const [comment = ''] = text(BASE).split('\nname:');
    const names = [BASE, ...OVERLAYS].flatMap((path) =>
      [...text(path).matchAll(/\$\{(\w+)/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(comment).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('every image is pinned to a version', () => {
    const images = all.flatMap(([, { image }]) => image ?? []);
    expect(images.length).toBeGreaterThanOrEqual(3);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+$/);
    const dockerfile = readFileSync(join(ROOT, 'deploy/app/Dockerfile'), 'utf8');
    for (const [, from] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(from).toMatch(/:\d+\.\d+\.\d+/);
  });

  test('the Collector and Jaeger are the versions that these tests run', () => {
    const builder = readFileSync(join(ROOT, 'test/e2e/backends/collector/builder.yaml'), 'utf8');
    const modules = readFileSync(join(ROOT, 'test/e2e/backends/jaeger/go.mod'), 'utf8');
    expect(collector.image).toBe(
      `otel/opentelemetry-collector-contrib:${/version: ([\d.]+)/.exec(builder)?.[1]}`,
    );
    // Jaeger gives each release two numbers: module v1.76.0 is image 2.13.0.
    const minor = Number(/jaegertracing\/jaeger v1\.(\d+)\.0/.exec(modules)?.[1]) - 63;
    expect(services.jaeger?.image).toBe(`jaegertracing/jaeger:2.${minor}.0`);
  });

  test('whatever is waited for can be waited for', () => {
    const awaited = all.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(awaited.length).toBeGreaterThanOrEqual(3);
    for (const [name, { condition }] of awaited) {
      expect(services).toHaveProperty(name);
      if (condition === 'service_healthy') expect(services[name]?.healthcheck).toBeDefined();
    }
  });

  test('what is mounted is there, and published ports are of this machine alone', () => {
    for (const [, service] of all) {
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        expect(source.startsWith('.') ? existsSync(join(ROOT, source)) : source in (volumes ?? {})).toBe(
          true,
        );
      }
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test.each([BASE, ...OVERLAYS])('%s holds no secret', (path) => {
    for (const [, { environment = {} }] of Object.entries(readCompose(path).services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/key|secret|token|password/i.test(name)) expect(value).toMatch(/^\$\{\w+(:[-?][^}]*)?\}$/);
      }
    }
  });

  test('the image is made of files that exist and are not ignored', () => {
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8');
    const dockerfile = readFileSync(join(ROOT, 'deploy/app/Dockerfile'), 'utf8');
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    expect(copies.length).toBeGreaterThan(5);
    for (const source of copies) {
      expect(existsSync(join(ROOT, source))).toBe(true);
      expect(ignored).toMatch(new RegExp(`^!${source.split('/').slice(0, 2).join('/')}`, 'm'));
    }
  });

  test('the Collector runs with its environment and command, and traces get to Jaeger', async () => {
    await using jaeger = await Jaeger.start();
    const environment = Object.entries(collector.environment ?? {}).map(([name, value]) => [
      name,
      interpolate(value, {}),
    ]);
    await using running = await Collector.start({
      configs: configsOf(collector),
      env: {
        ...Object.fromEntries(environment),
        // What only a container has: its volume and the other containers' names.
        OTELCOL_STORAGE_DIR: undefined,
        OTELCOL_FILE: undefined,
        JAEGER_ENDPOINT: jaeger.grpcEndpoint,
      },
    });
    const traceId = newTraceId();
    await new OtlpSender(running.httpUrl).span('GET /', { traceId });
    await jaeger.client.whenTrace(traceId);
  });

  const { DD_API_KEY = '' } = datadogEnvironment('http://127.0.0.1:9');
  test.each([
    ['deploy/compose/datadog.yml', { DD_API_KEY }, /^DD_API_KEY is needed/],
    ['deploy/compose/cloudwatch.yml', awsEnvironment('http://127.0.0.1:9'), /^AWS_REGION is needed/],
  ])(
    '%s: a valid Collector with the variables, a clear word without them',
    async (path, variables, refusal) => {
      const service = readCompose(path).services.collector as ComposeService;
      const render = (given: Record<string, string>) =>
        Object.fromEntries(
          Object.entries({ ...collector.environment, ...service.environment }).map(([name, value]) => [
            name,
            interpolate(value, given),
          ]),
        );
      const {
        OTELCOL_STORAGE_DIR: _,
        OTELCOL_FILE: __,
        ...environment
      } = render(variables as Record<string, string>);
      expect(await validate(configsOf(service), environment)).toBeUndefined();
      expect(() => render({})).toThrow(refusal);
    },
  );
});
