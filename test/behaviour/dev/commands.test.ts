import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMMANDS } from '../../../src/cli/commands.js';
import { Cli } from '../../support/dev/cli.js';
import { logsBody, newTraceId, send, tracesBody } from '../../support/dev/otlp-json.js';

let dev: Cli;
let url: string;

beforeAll(async () => {
  dev = new Cli('dev', '--port', '0');
  url = await dev.url();
  const traces = Array.from({ length: 400 }, () => ({
    traceId: newTraceId(),
    name: `GET /${'x'.repeat(400)}`,
  }));
  await send(url, 'traces', tracesBody('shop', traces));
});

afterAll(() => dev.end('SIGKILL'));

test.each(COMMANDS)('$name --help says on one screen how it is used', async ({ name }) => {
  const { code, stdout: usage } = await new Cli(name, '--help').end();
  expect(code).toBe(0);
  expect(usage).toMatch(new RegExp(`^Usage: tracebridge ${name}[ \\n]`));
  expect(usage).toContain('--help');
  for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

describe('a receiver that is none', () => {
  const SERVERS: [what: string, answer: RequestListener, told: RegExp][] = [
    [
      'a Collector',
      (_request, response) => response.writeHead(404).end('404 page not found'),
      /is no "tracebridge dev": something else answers there, with 404/,
    ],
    [
      'a page',
      (_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'),
      /is no "tracebridge dev": .* with 200/,
    ],
    ['null', (_request, response) => response.end('null'), /is no "tracebridge dev"/],
    [
      'another address',
      (_request, response) => response.writeHead(302, { location: `${url}/` }).end(),
      /is no "tracebridge dev": .* with 302/,
    ],
    ['a stream without an end', (_request, response) => response.write('data'), /is no "tracebridge dev"/],
    [
      'one that breaks off',
      (request) => request.socket.destroy(),
      /^Nothing answers at .*\(UND_ERR_SOCKET\)/,
    ],
  ];

  test.each(SERVERS)('%s is told in one line, by find and tail', async (_what, answer, told) => {
    const server = createServer(answer).listen(0);
    const { port } = server.address() as AddressInfo;
    const ends = ['find', 'tail'].map((name) => new Cli(name, 'x', '--port', String(port)).end());
    for (const { code, stdout, stderr } of await Promise.all(ends)) {
      expect(stderr).toMatch(told);
      expect(stderr.trimEnd()).not.toContain('\n');
      expect(stdout).toBe('');
      expect(code).toBe(1);
    }
    server.close();
  });
});

test.each([['find', '--json', '-name:none'], ['doctor', '--json'], ['--help']])(
  '%s ends without a word when its reader has gone',
  async (...args) => {
    const cli = new Cli(...args, ...(args[0] === 'find' ? ['--url', url] : []));
    cli.process.stdout.destroy();
    const { signal, stderr } = await cli.end();
    expect(stderr).toBe('');
    expect(signal).toBeNull();
  },
);

test('find takes a condition that must not hold, and an address without http://', async () => {
  const found = await new Cli('find', '-name:GET', 'service:shop', '--url', new URL(url).host).end();
  expect(found).toMatchObject({ code: 1, stdout: 'Nothing found\n', stderr: '' });
});

test('find and tail tell what may be wrong in a query that finds nothing', async () => {
  const stdout = 'Nothing found\nstatus: "9xx" is not a status, such as 404 or 5xx\n';
  expect(await new Cli('find', 'status:9xx', '--url', url).end()).toMatchObject({ code: 1, stdout });
  const { stdout: aboutLevel } = await new Cli('find', 'level:loud', '--url', url).end();
  expect(aboutLevel).toContain('level: "loud" is not a level that came, or debug, info, warning or error');
  const tail = new Cli('tail', 'since:soon', '--url', url);
  await tail.output(/since: "soon" is not a time/);
  await tail.end('SIGINT');
});

describe('tail', () => {
  test('takes its query as find does; all of a burst comes, and the end of the receiver is told', async () => {
    const other = new Cli('dev', '--port', '0');
    const address = await other.url();
    const tail = new Cli('tail', '--query', 'level:warning', '-log:quiet', '--url', address);
    const loud = { severity: 13, level: 'WARN' };
    const first = setInterval(() => {
      void send(address, 'logs', logsBody('shop', [{ message: 'one', ...loud }]));
    }, 100);
    await tail.output(/one/);
    clearInterval(first);
    // The later they come, the earlier they are.
    const time = (index: number) => Date.UTC(2026, 0, 1, 12) - index;
    await send(
      address,
      'logs',
      logsBody('shop', [
        { message: 'quiet', ...loud },
        ...Array.from({ length: 1_300 }, (_, index) => ({
          message: `burst-${index}.`,
          time: time(index),
          ...loud,
        })),
      ]),
    );
    await tail.output(/burst-0\./);
    await other.end('SIGINT');
    const { code, stdout, stderr } = await tail.end();
    expect(new Set(stdout.match(/burst-\d+/g)).size).toBe(1_300);
    expect(stdout).not.toContain('quiet');
    expect(stderr).toBe(`"tracebridge dev" at ${address} has ended\n`);
    expect(code).toBe(0);
  });
});
