import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ExportStats } from '../../../src/export/channel.js';
import { traceIdOf } from '../../support/keep-app.js';
import { NODE, REGISTER, ROOT } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

/** Kept whole. */
const WHOLE = [
  ...[
    '500',
    'thrown',
    'thrown-before',
    'thrown-async',
    'made-503',
    'error',
    'error-hand-made',
    'span',
    'kept',
  ],
  ...[
    'asks-itself',
    'refused',
    'uncaught',
    'unhandled',
    'stream-error',
    'stream-destroyed',
    'upgrade-refused',
  ],
];
/** Kept from the failure on, or only the warning. */
const IN_PART = ['warning', 'late-error'];
const NOTHING = [
  ...['ok', '404', 'thrown-404', 'made-422', 'late-info', 'left', 'stream-end', 'stream-left', 'upgrade'],
];
const KINDS = [...WHOLE, ...IN_PART, ...NOTHING];

interface Run {
  readonly stats: ExportStats;
  /** By kind: `span NAME`, then `log BODY` in the order of their times. */
  readonly parts: Map<string, string[]>;
  /** Lines below info, over OTLP and on stdout. */
  readonly debugSent: number;
  readonly debugWritten: number;
}

const headersOf = (kind: string) => ({
  traceparent: `00-${traceIdOf(KINDS.indexOf(kind))}-00f067aa0ba902b7-01`,
});

/** However it does. */
const closed = (stream: NodeJS.EventEmitter) =>
  new Promise((resolve) => stream.on('error', () => {}).on('close', resolve));

/** Resolves when the request is over, however it ends. @param left resolves when a handler waits for the client to leave */
async function request(port: number, kind: string, left: Promise<unknown>): Promise<void> {
  const client: ClientRequest = get({ port, path: `/${kind}`, headers: headersOf(kind), agent: false });
  client.on('response', (response: IncomingMessage) =>
    response.on('error', () => {}).on('data', () => kind === 'stream-left' && client.destroy()),
  );
  if (kind === 'left') void left.then(() => client.destroy());
  await closed(client);
}

async function requestHttp2(
  session: ClientHttp2Session,
  kind: string,
  left: Promise<unknown>,
): Promise<void> {
  const client = session.request({ ':path': `/${kind}`, ...headersOf(kind) });
  const leave = () => client.close(constants.NGHTTP2_CANCEL);
  client.on('data', () => kind === 'stream-left' && leave());
  if (kind === 'left') void left.then(leave);
  await closed(client);
}

async function upgrade(port: number, kind: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').resume();
  const { traceparent } = headersOf(kind);
  socket.write(
    `GET /${kind} HTTP/1.1\r\nhost: app\r\ntraceparent: ${traceparent}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
  );
  await closed(socket);
}

async function run(framework: string, kinds: readonly string[], keep: string): Promise<Run> {
  const receiver = await TelemetryReceiver.start();
  const app = spawn(NODE, ['--require', REGISTER, join(ROOT, 'test/fixtures/keep/requests.cjs'), framework], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRICS_EXPORTER: 'none',
      TRACEBRIDGE_KEEP: keep,
      TRACEBRIDGE_HOLD_LEVEL: 'debug',
    },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  try {
    let stdout = '';
    app.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const ended = once(app, 'close');
    const [port] = (await once(app, 'message')) as [number];
    const left = once(app, 'message');
    const session = framework === 'node:http2' ? connectHttp2(`http://127.0.0.1:${port}`) : undefined;
    await Promise.all(
      kinds.map((kind) => {
        if (session !== undefined) return requestHttp2(session, kind, left);
        return kind.startsWith('upgrade') ? upgrade(port, kind) : request(port, kind, left);
      }),
    );
    session?.close();
    app.send('end');
    const [stats] = (await once(app, 'message')) as [ExportStats];
    await ended;
    const kindOf = new Map(kinds.map((kind) => [traceIdOf(KINDS.indexOf(kind)), kind]));
    const parts = new Map<string, string[]>();
    const add = (traceId: string | undefined, text: string) => {
      const kind = kindOf.get(traceId ?? '') ?? 'none';
      parts.set(kind, [...(parts.get(kind) ?? []), text]);
    };
    const spans = receiver.spans.map(({ traceId, name, attributes }) => ({
      traceId,
      text: `span ${attributes['url.path'] ?? name}`,
    }));
    const logs = receiver.logs.toSorted((one, other) => Number(one.timeUnixNano - other.timeUnixNano));
    for (const { traceId, text } of spans.toSorted((one, other) => (one.text < other.text ? -1 : 1)))
      add(traceId, text);
    for (const { traceId, body } of logs) add(traceId, `log ${body}`);
    return {
      stats,
      parts,
      debugSent: logs.filter(({ severityText }) => severityText === 'debug').length,
      debugWritten: stdout.match(/"level":"debug"/gi)?.length ?? 0,
    };
  } finally {
    app.kill('SIGKILL');
    await receiver.close();
  }
}

test.each([
  ...['node:http', 'node:http2', 'Express 5', 'Express 4', 'Fastify', 'Koa', 'Hono'],
  ...['NestJS on Express', 'NestJS on Fastify'],
])(
  '%s: of every way in which a request ends what is kept is whole, at its own times, and nothing of the others',
  async (framework) => {
    const isHttp2 = framework === 'node:http2';
    // HTTP/2 has no such upgrade, and the app's own request is of HTTP/1.
    const kinds = KINDS.filter((kind) => !isHttp2 || !/^upgrade|^asks/.test(kind));
    const all = await run(framework, kinds, 'all');
    const some = await run(framework, kinds, 'errors');
    for (const kind of kinds) {
      const whole = all.parts.get(kind)!;
      const kept = WHOLE.includes(kind)
        ? whole
        : whole.filter((text) => / late$/.test(text) && IN_PART.includes(kind));
      expect([kind, some.parts.get(kind) ?? []]).toEqual([kind, kept]);
    }
    expect(some.parts.has('none')).toBe(false);
    for (const { stats, parts } of [all, some]) {
      const arrived = [...parts.values()].flat();
      for (const [signal, type] of [
        ['traces', 'span'],
        ['logs', 'log'],
      ] as const) {
        const { captured, withheld, waiting, accepted, delivered } = stats[signal];
        expect(captured - withheld - accepted).toBe(0);
        expect({ waiting, delivered }).toEqual({ waiting: 0, delivered: accepted });
        expect(arrived.filter((text) => text.startsWith(type))).toHaveLength(delivered);
      }
    }
    expect(some.stats.traces.captured).toBe(all.stats.traces.captured);
    expect(some.debugWritten).toBe(some.debugSent);
  },
  60_000,
);
