import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../support/backends/binaries.js';
import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import { awsEnvironment, datadogEnvironment } from '../support/backends/profiles.js';
import { validate } from '../support/backends/validate.js';
import { type ComposeFile, type ComposeService, composeConfig } from '../support/compose.js';

jest.setTimeout(60_000);

const BASE = 'docker-compose.yml';
const OVERLAYS = ['deploy/compose/datadog.yml', 'deploy/compose/cloudwatch.yml'];
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** `--config=/etc/otelcol/x` → `x`: what a container path is in the repository, by the service's bind mounts. */
function configsOf({ command, volumes = [] }: ComposeService): string[] {
  return (command ?? [])
    .filter((argument) => argument.startsWith('--config='))
    .map((argument) => {
      const path = argument.slice('--config='.length);
      const mount = volumes.find(({ type, target }) => type === 'bind' && path.startsWith(target));
      if (mount === undefined) throw new Error(`${path} is not mounted`);
      return relative(ROOT, join(ROOT, mount.source, path.slice(mount.target.length)));
    });
}

/** What the Collector gets in its container, but for the folders that only a container has. */
function environmentOf({ environment = {} }: ComposeService): Record<string, string> {
  const { OTELCOL_STORAGE_DIR: _, OTELCOL_FILE: __, ...others } = environment;
  return others;
}

describe('docker-compose.yml', () => {
  let compose: ComposeFile;
  let collector: ComposeService;

  beforeAll(async () => {
    compose = await composeConfig([BASE]);
    collector = compose.services.collector as ComposeService;
  });

  test('Compose refuses what is wrong', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-compose-'));
    const wrong = join(directory, 'compose.yml');
    await writeFile(wrong, text(BASE).replace('    image: jaeger', '    imagee: jaeger'));
    await expect(composeConfig([wrong])).rejects.toThrow(/imagee/);
    await rm(directory, { recursive: true });
  });

  test('the application does not depend on its telemetry, and no log grows without bound', () => {
    const services = Object.entries(compose.services);
    expect(services.map(([name]) => name).sort()).toEqual(['app', 'collector', 'jaeger']);
    expect(compose.services.app?.depends_on).toBeUndefined();
    for (const [, { logging }] of services)
      expect(logging?.options).toEqual({ 'max-size': '10m', 'max-file': '3' });
  });

  test('its comment names every variable that it and its overlays read', () => {
    const [comment = ''] = text(BASE).split('\nname:');
    const names = [BASE, ...OVERLAYS].flatMap((path) =>
      [...text(path).matchAll(/\$\{(\w+)/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(comment).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('every image is pinned to a version', () => {
    const images = Object.values(compose.services).flatMap(({ image }) => image ?? []);
    expect(images.length).toBe(2);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+$/);
    for (const file of ['deploy/app/Dockerfile', 'deploy/operator/Dockerfile'])
      for (const [, from] of text(file).matchAll(/^FROM (\S+)/gm)) expect(from).toMatch(/:\d+\.\d+\.\d+/);
  });

  test('the Collector and Jaeger are the versions that these tests run', () => {
    expect(collector.image).toBe(
      `otel/opentelemetry-collector-contrib:${/version: ([\d.]+)/.exec(text('test/e2e/backends/collector/builder.yaml'))?.[1]}`,
    );
    // Jaeger gives each release two numbers: module v1.76.0 is image 2.13.0.
    const modules = text('test/e2e/backends/jaeger/go.mod');
    const minor = Number(/jaegertracing\/jaeger v1\.(\d+)\.0/.exec(modules)?.[1]) - 63;
    expect(compose.services.jaeger?.image).toBe(`jaegertracing/jaeger:2.${minor}.0`);
  });

  test('what is mounted is there, what is waited for has a health check, ports are of this machine alone', () => {
    for (const { volumes = [], ports = [], depends_on = {} } of Object.values(compose.services)) {
      for (const { type, source } of volumes)
        expect(type === 'bind' ? existsSync(join(ROOT, source)) : source in (compose.volumes ?? {})).toBe(
          true,
        );
      for (const { host_ip } of ports) expect(host_ip).toBe('127.0.0.1');
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy');
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  test.each([BASE, ...OVERLAYS])('%s holds no secret', (path) => {
    const secrets = [...text(path).matchAll(/^ +(\w*(?:KEY|SECRET|TOKEN|PASSWORD)\w*): (.*)$/gm)];
    for (const [, , value] of secrets) expect(value).toMatch(/^\$\{\w+(:[-?][^}]*)?\}$/);
  });

  test.each(['deploy/app/Dockerfile', 'deploy/operator/Dockerfile'])(
    '%s is made of files that exist and are not ignored',
    (file) => {
      const ignored = text('.dockerignore');
      const copies = [...text(file).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
        sources.split(' '),
      );
      expect(copies.length).toBeGreaterThan(5);
      for (const source of copies) {
        expect(existsSync(join(ROOT, source))).toBe(true);
        expect(ignored).toMatch(new RegExp(`^!${source.split('/').slice(0, 2).join('/')}`, 'm'));
      }
    },
  );

  test('the Collector runs with its environment and command, and traces get to Jaeger', async () => {
    await using jaeger = await Jaeger.start();
    await using running = await Collector.start({
      configs: configsOf(collector),
      env: { ...environmentOf(collector), JAEGER_ENDPOINT: jaeger.grpcEndpoint },
    });
    const traceId = newTraceId();
    await new OtlpSender(running.httpUrl).span('GET /', { traceId });
    await jaeger.client.whenTrace(traceId);
  });

  const { DD_API_KEY = '' } = datadogEnvironment('http://127.0.0.1:9');
  test.each([
    ['deploy/compose/datadog.yml', { DD_API_KEY }, /DD_API_KEY .*is needed/],
    ['deploy/compose/cloudwatch.yml', awsEnvironment('http://127.0.0.1:9'), /AWS_REGION .*is needed/],
  ])(
    '%s: a valid Collector with the variables, a clear word without them',
    async (path, variables, refusal) => {
      const { services } = await composeConfig([BASE, path], variables as Record<string, string>);
      const service = services.collector as ComposeService;
      expect(await validate(configsOf(service), environmentOf(service))).toBeUndefined();
      await expect(composeConfig([BASE, path])).rejects.toThrow(refusal);
    },
  );
});
