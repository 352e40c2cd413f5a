import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../support/backends/binaries.js';
import { DEFAULT_CONFIG } from '../support/backends/collector.js';
import {
  ALL_CONFIGS,
  awsEnvironment,
  CLOUDWATCH_CONFIGS,
  DATADOG_CONFIGS,
  datadogEnvironment,
  OTLP_CONFIGS,
} from '../support/backends/profiles.js';
import { validate } from '../support/backends/validate.js';

const SOMEWHERE = 'http://127.0.0.1:9';
const { DD_API_KEY = '' } = datadogEnvironment(SOMEWHERE);
const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = awsEnvironment(SOMEWHERE);

describe('what the Collector says about each profile', () => {
  test.each([
    ['the default, with an empty environment', [DEFAULT_CONFIG], {}],
    ['Datadog with a key', DATADOG_CONFIGS, { DD_API_KEY }],
    [
      'CloudWatch with credentials',
      CLOUDWATCH_CONFIGS,
      { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION },
    ],
    ['any OTLP backend', OTLP_CONFIGS, { BACKEND_OTLP_ENDPOINT: SOMEWHERE }],
    ['all at once', ALL_CONFIGS, { DD_API_KEY, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION }],
    [
      'other exporters by variable',
      [DEFAULT_CONFIG],
      { TRACES_EXPORTERS: '[file, debug]', LOGS_EXPORTERS: '[file]' },
    ],
  ])('%s: valid', async (_, configs, env: Record<string, string>) => {
    expect(await validate(configs, env)).toBeUndefined();
  });

  test.each([
    ['Datadog without a key', DATADOG_CONFIGS, {}, /exporters::datadog: api\.key is not set/],
    [
      'CloudWatch without credentials',
      CLOUDWATCH_CONFIGS,
      { AWS_REGION },
      /sigv4auth.*could not retrieve credential/,
    ],
    ['any OTLP backend, but which', OTLP_CONFIGS, {}, /otlp_http\/backend.*endpoint/s],
    [
      'an exporter that does not exist',
      [DEFAULT_CONFIG],
      { TRACES_EXPORTERS: '[jeager]' },
      /exporter "jeager".*not configured/,
    ],
    ['no exporter', [DEFAULT_CONFIG], { TRACES_EXPORTERS: '' }, /must have at least one exporter/],
    ['a number that is none', [DEFAULT_CONFIG], { OTELCOL_QUEUE_BYTES: 'much' }, /queue_size/],
  ])('%s: refused, by name', async (_, configs, env: Record<string, string>, message) => {
    expect(await validate(configs, env)).toMatch(message);
  });
});

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test.each([
  'otel-collector.yaml',
  ...readdirSync(join(ROOT, 'deploy/collector')).map((file) => `deploy/collector/${file}`),
])(
  '%s: in every pipeline that names its processors, memory_limiter is the first and redaction is there',
  (file) => {
    const { service } = parse(read(file), { logLevel: 'error' }) as CollectorFile;
    for (const [signal, { processors }] of Object.entries(service.pipelines)) {
      if (file !== DEFAULT_CONFIG && processors === undefined) continue;
      expect({ signal, first: processors?.[0] }).toEqual({ signal, first: 'memory_limiter' });
      expect(processors).toContain('redaction');
    }
  },
);

interface CollectorFile {
  service: { pipelines: Record<string, { processors?: string[] }> };
}

describe('what is documented', () => {
  test.each([
    [
      'docs/backends.md',
      [DEFAULT_CONFIG, 'deploy/collector/datadog.yaml', 'deploy/collector/cloudwatch.yaml'],
    ],
    ['docs/scaling.md', ['deploy/collector/gateway.yaml']],
  ])('%s names every variable that its configurations read', (document, configs) => {
    const text = read(document);
    const names = configs.flatMap((path) =>
      [...read(path).matchAll(/\$\{env:(\w+)/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(3);
    for (const name of new Set(names)) expect(text).toContain(`\`${name}\``);
  });

  test.each(['docs/backends.md', 'docs/scaling.md', 'docs/kubernetes.md', 'docs/aws.md'])(
    '%s refers to files that are there',
    (document) => {
      const paths = read(document).match(/\b(deploy|test)\/[\w./-]*\w/g) ?? [];
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths)
        expect({ path, there: existsSync(join(ROOT, path)) }).toEqual({ path, there: true });
    },
  );
});
