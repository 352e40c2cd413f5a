import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Cli } from '../../support/dev/cli.js';
import { logsBody, newTraceId, send, tracesBody } from '../../support/dev/otlp-json.js';

const APP = join(__dirname, '../../fixtures/dev/one-request.cjs');

let cli: Cli | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracebridge-dev-'));
});

afterEach(() => {
  cli?.process.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: JSON of the page's interface
const read = async (url: string, path: string, headers = {}): Promise<any> =>
  (await fetch(`${url}/api/${path}`, { headers })).json();

/** The first trace with its root that a query finds, as soon as it has come. */
async function arrives(url: string, query: string, headers = {}): Promise<{ name: string }> {
  const events = await fetch(`${url}/api/events`, { headers });
  for await (const _event of events.body!) {
    const { items } = await read(url, `traces?q=${query}`, headers);
    if (items[0]?.complete) return items[0];
  }
  throw new Error('The receiver has ended');
}

describe('dev -- <command>', () => {
  test('starts the app with the preload; its trace is there at once, and it ends with the receiver', async () => {
    cli = new Cli('dev', '--port', '0', '--', process.execPath, APP);
    const url = await cli.url();
    await cli.output(/"message":"served"/);
    expect((await arrives(url, 'log:served')).name).toContain('GET');
    const { code, stdout } = await cli.end('SIGINT');
    expect(code).toBe(0);
    expect(stdout).not.toContain('The page stays');
  });

  test('says how the app ended, and stays', async () => {
    cli = new Cli('dev', '--port', '0', '--', process.execPath, '-e', 'process.exit(3)');
    const url = await cli.url();
    await cli.output(/The app ended with status 3\. The page stays until Ctrl-C\./);
    expect((await fetch(url)).status).toBe(200);
  });

  test.each([
    ['no-such-program', /^The app could not be started: .*ENOENT\n$/],
    ['app.js', /: put "node" before it\n$/],
  ])('a command that is not there is told, and nothing stays: %s', async (program, told) => {
    cli = new Cli('dev', '--port', '0', '--', program);
    expect(await cli.end()).toMatchObject({ code: 1, stderr: expect.stringMatching(told) });
  });

  test("with --jsonl stdout is ours alone: the app's goes to stderr", async () => {
    cli = new Cli('dev', '--port', '0', '--jsonl', '--', process.execPath, '-e', 'console.log("of the app")');
    await cli.output(/The app ended with status 0/);
    const { stdout, stderr } = await cli.end('SIGINT');
    expect(stderr).toContain('of the app\n');
    expect(stdout).not.toContain('of the app\n');
  });
});

test('it ends when the shell that npx runs it in was ended by a signal, which the shell hands to nobody', async () => {
  const main = join(__dirname, '../../../dist/cli/main.js');
  const line = `"${process.execPath}" "${main}" dev --port 0; true`;
  const shell = spawn('/bin/sh', ['-c', line], { env: { ...process.env, npm_command: 'exec' } });
  let output = '';
  const listens = Promise.withResolvers<void>();
  shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (/Receiving OTLP/.test(output)) listens.resolve();
  });
  // When the command has ended too: it writes to the same pipe.
  const closed = once(shell, 'close');
  await Promise.race([listens.promise, closed]);
  shell.kill('SIGTERM');
  expect(await closed).toEqual([null, 'SIGTERM']);
});

test('--host: the page needs the token of its link, OTLP does not; other sites get nothing', async () => {
  cli = new Cli('dev', '--port', '0', '--host', '0.0.0.0');
  const url = await cli.url();
  const [, token] = await cli.output(/From elsewhere: http:\/\/[\d.]+:\d+\/\?token=(\w{32})/);
  expect((await fetch(`${url}/api/status`)).status).toBe(403);
  expect((await fetch(`${url}/?token=${'0'.repeat(32)}`)).status).toBe(403);
  expect((await send(url, 'logs', logsBody('api', [{}]))).status).toBe(200);
  const opened = await fetch(`${url}/?token=${token}`, { redirect: 'manual' });
  const elsewhere = await fetch(`${url}//evil.example/?token=${token}`, { redirect: 'manual' });
  expect(elsewhere.headers.get('location')).toBe('/evil.example/');
  expect(opened.status).toBe(302);
  expect(opened.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Strict');
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  expect((await fetch(`${url}/api/status`, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(`${url}/api/status`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
    200,
  );
  // What "Copy link" gives to others, who have no cookie yet.
  const link = await fetch(`${url}/api/link`, { headers: { cookie } });
  expect(await link.json()).toEqual({ query: `?token=${token}` });
  const foreign = { cookie, origin: 'https://evil.example' };
  expect((await fetch(`${url}/api/status`, { headers: foreign })).status).toBe(403);
});

test('--host with one address: the app is given that, and the page is there', async () => {
  cli = new Cli('dev', '--port', '0', '--host', '127.0.0.2', '--', process.execPath, APP);
  const [, url] = await cli.output(/Receiving OTLP at (http:\/\/127\.0\.0\.2:\d+)/);
  const [, token] = await cli.output(/\?token=(\w{32})/);
  await arrives(url!, 'log:served', { authorization: `Bearer ${token}` });
  const link = `${url}/?token=${token}`;
  expect((await new Cli('find', 'x', '--url', url!).end()).stderr).toContain('answered 403: Open the link');
  const found = await new Cli('find', 'log:served', '--url', link).end();
  expect(found.stdout).toContain('served');
  // The app ends with it.
  await cli.end('SIGINT');
});

describe('gRPC', () => {
  /** One unary call, as gRPC sends it. */
  async function call(port: number, service: string, message: Buffer, isGzip = false) {
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/opentelemetry.proto.collector.${service}/Export`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(isGzip && { 'grpc-encoding': 'gzip' }),
    });
    const body = isGzip ? gzipSync(message) : message;
    const prefix = Buffer.from([isGzip ? 1 : 0, 0, 0, 0, 0]);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
    const statuses: string[] = [];
    const note = (headers: { 'grpc-status'?: unknown }) => {
      if (headers['grpc-status'] !== undefined) statuses.push(String(headers['grpc-status']));
    };
    stream.on('response', note);
    stream.on('trailers', note);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    session.destroy();
    return { status: statuses[0], body: Buffer.concat(chunks) };
  }

  /** An ExportTraceServiceRequest with one span. */
  function spanMessage(traceId: string): Buffer {
    const field = (number: number, bytes: Buffer) =>
      Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
    const span = Buffer.concat([
      field(1, Buffer.from(traceId, 'hex')),
      field(2, Buffer.from('aaaaaaaaaaaaaaaa', 'hex')),
      field(5, Buffer.from('from gRPC')),
    ]);
    return field(1, field(2, field(2, span)));
  }

  test('takes spans, plain and gzip, and refuses what is none', async () => {
    cli = new Cli('dev', '--port', '0', '--grpc-port', '0');
    const url = await cli.url();
    const port = Number((await cli.output(/gRPC at 127\.0\.0\.1:(\d+)/))[1]);
    const [one, other] = [newTraceId(), newTraceId()];
    const answer = await call(port, 'trace.v1.TraceService', spanMessage(one));
    expect(answer).toEqual({ status: '0', body: Buffer.alloc(5) });
    expect((await call(port, 'trace.v1.TraceService', spanMessage(other), true)).status).toBe('0');
    expect((await read(url, 'traces?q=name="from%20gRPC"')).total).toBe(2);
    expect((await call(port, 'trace.v1.TraceService', Buffer.from([255, 255]))).status).toBe('3');
    expect((await call(port, 'nonsense.v1.Service', Buffer.alloc(0))).status).toBe('12');
    const bomb = Buffer.alloc(64 * 1024 * 1024);
    expect((await call(port, 'trace.v1.TraceService', bomb, true)).status).toBe('8');
    expect((await cli.end('SIGINT')).code).toBe(0);
  });
});

test('a --keep-file that can not be written ends the command, and is named', async () => {
  const file = join(folder, 'absent/kept.jsonl');
  cli = new Cli('dev', '--port', '0', '--grpc-port', '0', '--keep-file', file);
  const stderr = `${file} can't be written: there is no folder ${join(folder, 'absent')}\n`;
  expect(await cli.end()).toMatchObject({ code: 1, stderr });
});

test.each([
  [
    'a file of something else',
    '{\n  "name": "shop"\n}\n',
    'is no file of OTLP JSON lines: it is left as it is',
  ],
  ['a program', "require('express');\n", 'is no file of OTLP JSON lines: it is left as it is'],
  ['a folder', undefined, 'is a folder'],
])('--keep-file with %s is refused, and that is left as it is', async (_what, text, told) => {
  const file = text === undefined ? folder : join(folder, 'other.json');
  if (text !== undefined) writeFileSync(file, text);
  cli = new Cli('dev', '--port', '0', '--keep-file', file);
  expect(await cli.end()).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`${file} ${told}`),
  });
  if (text !== undefined) expect(readFileSync(file, 'utf8')).toBe(text);
});

test('how many lines of --keep-file could not be read whole is told once', async () => {
  const file = join(folder, 'kept.jsonl');
  const [whole, withoutId] = [newTraceId(), ''].map((traceId) =>
    JSON.stringify(tracesBody('api', [{ traceId }])),
  );
  writeFileSync(file, [whole, whole!.slice(0, 60), whole, withoutId, whole!.slice(0, 40)].join('\n'));
  cli = new Cli('dev', '--port', '0', '--keep-file', file);
  await cli.url();
  expect(await cli.end('SIGINT')).toMatchObject({
    code: 0,
    stderr: `[tracebridge] 3 lines of ${file} could not be read, or not whole\n`,
  });
});

test('--keep-file keeps spans and logs over a restart, and stays within what is kept', async () => {
  const file = join(folder, 'kept.jsonl');
  symlinkSync('data.jsonl', file);
  const traceId = newTraceId();
  const attributes = { text: 'a"b', list: [1, 2.5, true], nested: { deep: 'yes' } };
  cli = new Cli('dev', '--port', '0', '--keep-file', file);
  const first = await cli.url();
  await send(first, 'traces', tracesBody('api', [{ traceId, name: 'kept', error: 'broken', attributes }]));
  await send(first, 'logs', logsBody('api', [{ traceId, message: 'a line', attributes }]));
  const before = await read(first, `traces/${traceId}?whole`);
  await cli.end('SIGINT');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([['resourceSpans'], ['resourceLogs']]);
  // As an editor on Windows leaves it.
  writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`);
  for (let start = 0; start < 2; start += 1) {
    cli = new Cli('dev', '--port', '0', '--keep-file', file);
    expect(await read(await cli.url(), `traces/${traceId}?whole`)).toEqual(before);
    await cli.end('SIGINT');
  }
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
});
