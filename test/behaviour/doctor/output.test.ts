import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { type DevServer, startDevServer } from '../../../src/dev/server.js';
import { FINDING_IDS } from '../../../src/doctor/finding.js';
import { AppFolder } from '../../support/doctor/app-folder.js';
import { diagnose, NO_EXPORT, runDoctor } from '../../support/doctor/run-doctor.js';
import { closedPort } from '../../support/doctor/servers.js';

jest.setTimeout(60_000);

const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/doctor.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

let receiver: DevServer;
beforeAll(async () => {
  receiver = await startDevServer({ port: 0 });
});
afterAll(() => receiver.close());

describe('tracebridge doctor with everything in order', () => {
  test('sends over both ways, reads both traces back, and ends with status 0', async () => {
    const { status, report, ids } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    expect(ids).toEqual([]);
    expect(status).toBe(0);
    expect(report).toMatchObject({ ok: true, summary: { errors: 0, warnings: 0, infos: 0 } });
    const readBack = report.checks.find(({ id }) => id === 'read-back')?.seen ?? '';
    const [, ours, stock] =
      /^([0-9a-f]{32}), ([0-9a-f]{32}) in tracebridge dev at .*, \d+ ms after delivery$/.exec(
        readBack,
      ) as RegExpExecArray;
    const trace = receiver.store.traces.get(ours as string);
    expect([...(trace?.spans.values() ?? [])].map(({ name }) => name)).toEqual(['doctor']);
    expect(trace?.logs.map(({ record }) => record.body)).toEqual(['Sent by tracebridge doctor']);
    expect(receiver.store.traces.get(stock as string)).toBeDefined();
  });

  test.each(['http/protobuf', 'http/json'])(
    'with %s, and each signal at its own endpoint',
    async (protocol) => {
      const { ids } = await diagnose({
        env: {
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.url}/v1/metrics`,
          OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${receiver.url}/v1/logs`,
        },
      });
      expect(ids).toEqual([]);
    },
  );

  test('sampling and the spool of the app do not hinder it', async () => {
    using app = new AppFolder();
    const { ids } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_TRACES_SAMPLER: 'always_off',
        TRACEBRIDGE_SPOOL_DIR: join(app.path, 'spool'),
        TRACEBRIDGE_LOG_LEVEL: 'error',
      },
    });
    expect(ids).toEqual([]);
    expect(() => app.read('spool')).toThrow('ENOENT');
  });
});

describe('--json', () => {
  test('is one document of the documented schema', async () => {
    const port = await closedPort();
    const { stdout, stderr } = await runDoctor({
      args: ['--json'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`, TRACEBRIDGE_EXPROT: 'x' },
    });
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(stderr).toBe('');
  });

  test('shows of the environment only what holds no secret', async () => {
    const port = await closedPort();
    const secret = 'topsecret1';
    const { report } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${secret}@localhost:${port}/x?token=${secret}`,
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: `api-key=${secret}`,
        OTEL_RESOURCE_ATTRIBUTES: `owner=${secret}`,
        OTEL_EXPORTER_OTLP_CLIENT_KEY: secret,
        OTEL_SOMETHING_NEW: secret,
        OTEL_SERVICE_NAME: 'shop',
        TRACEBRIDGE_REDACT_KEYS: secret,
        NODE_OPTIONS: `--title=${secret}`,
      },
    });
    expect(JSON.stringify(report)).not.toContain(secret);
    expect(report.environment).toEqual({
      NODE_OPTIONS: '[set]',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '[set]',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}/x?[set]`,
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: '[set]',
      OTEL_RESOURCE_ATTRIBUTES: '[set]',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_SOMETHING_NEW: '[set]',
      TRACEBRIDGE_REDACT_KEYS: '[set]',
    });
  });
});

describe('in a terminal', () => {
  test('each finding with its reason and its fix, without colour in a pipe', async () => {
    const port = await closedPort();
    const { status, stdout, stderr } = await runDoctor({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`, FORCE_COLOR: '0' },
    });
    expect(stdout).toContain(`✗ Collector                   http://localhost:${port}\n`);
    expect(stdout).toContain(
      `    error collector-down: Nothing listens at http://localhost:${port} (ECONNREFUSED)\n      why  `,
    );
    expect(stdout).toMatch(/\n {6}fix {2}start the collector/);
    expect(stdout).toMatch(/\n1 error, 0 warnings {2}tracebridge [\d.]+, Node\.js v/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });

  test.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--json', 'stray'], 'tracebridge doctor --json -- stray'],
    [['node', 'app.js'], 'Put "--" before the app\'s command: tracebridge doctor -- node app.js'],
    [['--secons', '3'], "Unknown option '--secons': did you mean --seconds?"],
    [['--'], 'Expected a command after --'],
    [['--as-is'], '--as-is needs a command'],
    [['--seconds', '0'], 'Expected --seconds to be a number of seconds above 0'],
    [['--timeout', 'soon'], 'Expected --timeout'],
    [['--jaeger', 'ftp://localhost'], 'Expected --jaeger to be a URL such as http://localhost:16686'],
    [['--cwd', '/no/such/folder'], 'Expected --cwd to be a folder'],
  ])('%j is wrong usage, status 2', async (args, message) => {
    const { status, stdout, stderr } = await runDoctor({ args });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: tracebridge doctor');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test("--help is the doctor's, and what follows -- is the app's", async () => {
    expect(await runDoctor({ args: ['--help'] })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: tracebridge doctor/),
    });
    const { stdout } = await runDoctor({ args: ['--', 'node', '--help'], env: NO_EXPORT });
    expect(stdout).toMatch(/^. App {2,}/m);
    expect(stdout).not.toContain('Usage: tracebridge doctor');
  });
});

test('docs/troubleshooting.md explains every finding, and no other', () => {
  const text = readFileSync(join(__dirname, '../../../docs/troubleshooting.md'), 'utf8');
  const explained = [...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, id]) => id);
  expect(explained.sort()).toEqual([...FINDING_IDS].sort());
});
