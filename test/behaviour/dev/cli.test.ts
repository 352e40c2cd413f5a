import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cli } from '../../support/dev/cli.js';
import { logsBody, NOON, send, tracesBody, workerMetricsBody } from '../../support/dev/otlp-json.js';

const EXPORTER = join(__dirname, '../../fixtures/dev/export-all-signals.cjs');
const TRACE = '7c9e6679742540de944be07fc1f90ae7';
const SPAN = 'aaaaaaaaaaaaaaaa';

let cli: Cli | undefined;

afterEach(() => {
  cli?.process.kill('SIGKILL');
});

describe('tracebridge', () => {
  test('--version is the package version', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    expect(await new Cli('--version').end()).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help lists the commands on stdout', async () => {
    const { code, stdout } = await new Cli('--help').end();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: tracebridge <command>/);
    expect(stdout).toMatch(/^ {2}dev +receive/m);
  });

  test.each([
    [['frobnicate'], 'There is no command "frobnicate"'],
    [['docter'], 'There is no command "docter": did you mean doctor?'],
    [['dev', '4319'], 'did you mean --port 4319?'],
    [[], 'Which command?'],
    [['dev', '--nonsense'], "Unknown option '--nonsense'"],
    [['dev', '--port', '70000'], 'Expected --port to be an integer from 0 to 65535, got "70000"'],
    [['dev', '--port', ''], 'Expected --port to be an integer from 0 to 65535, got ""'],
    [
      ['dev', 'node', '--inspect', 'app.js'],
      'Put "--" before the app\'s command: tracebridge dev -- node --inspect app.js',
    ],
    [['dev', '--open', 'my app.js'], "tracebridge dev --open -- node 'my app.js'"],
    [['dev', 'stray', '--', 'node'], "Unexpected argument 'stray'"],
    [['dev', '--prot', '1', 'node'], "Unknown option '--prot': did you mean --port?"],
    [['dev', '--port', '-1'], 'Expected a value after --port'],
    [['help', 'fnd'], 'There is no command "fnd": did you mean find?'],
    [['--verison'], 'did you mean --version?'],
    [['find'], 'Expected an ID or a query'],
    [['find', 'x'.repeat(1_001)], 'Expected an ID or a query, of at most 1000 characters'],
    [['find', 'x', '--jsn'], "Unknown option '--jsn': did you mean --json?"],
    [['find', 'x', '--url', 'ftp://x'], 'Expected --url to be a URL such as'],
    [['find', 'x', '--port', 'y'], 'Expected --port to be an integer'],
    [['tail', '--port', '1', '--url', 'http://x'], 'Expected either --port or --url'],
    [['mcp', 'stray'], "Unexpected argument 'stray'"],
    [['id', '--json'], 'Expected a correlation ID'],
    [['id', 'x', '--jaeger', 'javascript:alert'], 'Expected --jaeger to be a URL such as'],
    [['add', '--dryrun'], 'did you mean --dry-run?'],
    [['debug', '--usr', '1'], 'did you mean --user?'],
    [['debug', '--user', '--list'], 'Expected a value after --user'],
    [['demo', '3'], 'did you mean --port 3?'],
    [['demo', '--rounds', '-1'], 'Expected a value after --rounds'],
    [['demo', '--rounds', 'x'], 'Expected --rounds to be an integer from 0'],
    [['dev', '--jsonl', '--terminal'], 'choose one'],
  ])('%p is told with the usage, on stderr, status 2', async (args, message) => {
    const { code, stdout, stderr } = await new Cli(...args).end();
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: tracebridge');
  });
});

describe('tracebridge dev', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'listens, says how to start an app, and %s ends it cleanly',
    async (signal) => {
      cli = new Cli('dev', '--port', '0');
      const url = await cli.url();
      const response = await fetch(url);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      await cli.output(
        /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:\d+ node --require tracebridge\/register app\.js/,
      );
      expect(await cli.end(signal)).toMatchObject({ code: 0, signal: null, stderr: '' });
    },
  );

  test("takes what the SDK's own exporters send: all signals, protobuf and JSON, gzip", async () => {
    cli = new Cli('dev', '--port', '0');
    const url = await cli.url();
    await promisify(execFile)(process.execPath, [EXPORTER, url]);
    const status = (await (await fetch(`${url}/api/status`)).json()) as { received: object };
    expect(status.received).toEqual({ spans: 1, logs: 1, points: 1 });
  });

  test('ends with open event streams and connections', async () => {
    cli = new Cli('dev', '--port', '0');
    const controller = new AbortController();
    const stream = await fetch(`${await cli.url()}/api/events`, { signal: controller.signal });
    expect(stream.status).toBe(200);
    expect((await cli.end('SIGINT')).code).toBe(0);
    controller.abort();
  });

  test('a taken port is told in one line, status 1', async () => {
    cli = new Cli('dev', '--port', '0');
    const port = new URL(await cli.url()).port;
    const { code, stdout, stderr } = await new Cli('dev', '--port', port).end();
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use.*--port.*\\n$`));
  });

  test('--terminal prints what is pending when it ends, without colour in a pipe', async () => {
    cli = new Cli('dev', '--port', '0', '--terminal');
    const url = await cli.url();
    const attributes = { correlation_id: 'order-1' };
    await send(
      url,
      'traces',
      tracesBody('api', [{ traceId: TRACE, spanId: SPAN, name: 'GET /orders', attributes }]),
    );
    await send(
      url,
      'logs',
      logsBody('api', [{ traceId: TRACE, spanId: SPAN, time: NOON + 1, message: 'Request started' }]),
    );
    await send(
      url,
      'metrics',
      workerMetricsBody('mailer', 'mail', { succeeded: 1, failed: 0, active: 0, durationSum: 1 }),
    );
    const { stdout } = await cli.end('SIGINT');
    expect(stdout).toContain('correlation order-1\nGET /orders  10.0 ms');
    expect(stdout).toContain('+1.0 ms         INFO Request started');
    expect(stdout).toContain('mail    mailer');
    expect(stdout).not.toContain('\u001b');
  });

  test('--terminal prints a finished trace by itself', async () => {
    cli = new Cli('dev', '--port', '0', '--terminal');
    await send(await cli.url(), 'traces', tracesBody('api', [{ traceId: TRACE, name: 'GET /orders' }]));
    await cli.output(/GET \/orders {2}10\.0 ms/);
  });

  test('--jsonl writes nothing but JSON lines to stdout', async () => {
    cli = new Cli('dev', '--port', '0', '--jsonl');
    const url = await cli.url();
    await send(url, 'traces', tracesBody('api', [{ traceId: TRACE }]));
    await send(url, 'logs', logsBody('api', [{ message: 'one' }, { message: 'two' }]));
    const { stdout } = await cli.end('SIGINT');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: 'span', traceId: TRACE },
      { type: 'log', body: 'one' },
      { type: 'log', body: 'two' },
    ]);
  });

  test('--jsonl ends quietly when the reader closes the pipe', async () => {
    cli = new Cli('dev', '--port', '0', '--jsonl');
    const url = await cli.url();
    cli.process.stdout.destroy();
    await send(url, 'logs', logsBody('api', [{}, {}]));
    const { code, stderr } = await cli.end();
    expect(code).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });
});
