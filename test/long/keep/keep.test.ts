import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportStats } from '../../../src/export/channel.js';
import { NODE, REGISTER, ROOT } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const CONCURRENCY = 64;
/** The share, as arithmetic says it: no less than 99 % of 2^56. */
const THRESHOLD = BigInt('0xfd70a000000000');

const traceIdOf = (number: number) => createHash('sha256').update(`${number}`).digest('hex').slice(0, 32);
const isInShare = (number: number) => BigInt(`0x${traceIdOf(number).slice(-14)}`) >= THRESHOLD;
const isKept = (number: number) => number % 100 === 1 || number % 100 === 2 || isInShare(number);

class App {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  #port = 0;
  stderr = '';

  private constructor(env: NodeJS.ProcessEnv) {
    this.#child = spawn(NODE, ['--require', REGISTER, join(ROOT, 'test/fixtures/keep/server.cjs')], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        TRACEBRIDGE_KEEP: 'errors,slow:300ms,1%',
        TRACEBRIDGE_LOG_LEVEL: 'debug',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  static async start(env: NodeJS.ProcessEnv): Promise<App> {
    const app = new App(env);
    const [{ port }] = (await once(app.#child, 'message')) as [{ port: number }];
    app.#port = port;
    return app;
  }

  /** Asks for so many numbers; resolves with those that were answered. */
  async ask(count: number, answered: (number: number) => void = () => {}): Promise<number[]> {
    const numbers: number[] = [];
    let next = 0;
    const ask = async (): Promise<void> => {
      while (next < count) {
        const number = next++;
        if (!(await this.#ask(number))) return;
        numbers.push(number);
        answered(number);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, ask));
    this.#agent.destroy();
    return numbers;
  }

  #ask(number: number): Promise<boolean> {
    const headers = { traceparent: `00-${traceIdOf(number)}-00f067aa0ba902b7-01` };
    const options = { port: this.#port, path: `/${number}`, headers, agent: this.#agent };
    return new Promise((resolve) => {
      get(options, (response) => response.resume().on('end', () => resolve(true))).on('error', () =>
        resolve(false),
      );
    });
  }

  async stats(): Promise<ExportStats> {
    this.#child.send('stats');
    return (await once(this.#child, 'message'))[0] as ExportStats;
  }

  async end(way: 'end' | 'throw' | 'exit' | NodeJS.Signals): Promise<void> {
    const closed = once(this.#child, 'close');
    if (way === 'end' || way === 'throw' || way === 'exit') this.#child.send(way);
    else this.#child.kill(way);
    await closed;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}

/** Parts by the numbers of their requests: what a whole one has. */
const WHOLE = ['span', 'debug', 'info', 'server', 'work completed'].sort();

function partsOf(receiver: TelemetryReceiver): Map<number, string[]> {
  const numbers = new Map<string, number>();
  for (const { traceId, attributes } of receiver.spans)
    if (attributes['url.path'] !== undefined)
      numbers.set(traceId, Number(String(attributes['url.path']).slice(1)));
  for (const { traceId, body } of receiver.logs) {
    const [, number] = /^n:(\d+) /.exec(String(body)) ?? [];
    if (number !== undefined) numbers.set(traceId!, Number(number));
  }
  const parts = new Map<number, string[]>();
  const add = (traceId: string | undefined, part: string) => {
    const number = numbers.get(traceId ?? '') ?? -1;
    parts.set(number, [...(parts.get(number) ?? []), part]);
  };
  for (const { traceId, kind } of receiver.spans) add(traceId, kind === 'server' ? 'server' : 'span');
  for (const { traceId, body } of receiver.logs) add(traceId, String(body).replace(/^n:\d+ /, ''));
  for (const all of parts.values()) all.sort();
  return parts;
}

let receiver: TelemetryReceiver;
beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

test('of 100,000 requests all that is kept arrives whole and nothing of the others, and the account is even', async () => {
  const count = 100_000;
  using app = await App.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(await app.ask(count)).toHaveLength(count);
  const stats = await app.stats();
  await app.end('end');
  const kept = Array.from({ length: count }, (_, number) => number).filter(isKept);
  const parts = partsOf(receiver);
  expect([...parts.keys()].sort((one, other) => one - other)).toEqual(kept);
  expect([...parts.values()].filter((all) => all.join() !== WHOLE.join())).toEqual([]);
  for (const [signal, each] of [
    ['traces', 2],
    ['logs', 3],
  ] as const) {
    const { captured, withheld, waiting, accepted, delivered, rejected, dropped, queued } = stats[signal];
    expect(captured).toBe(count * each);
    expect(captured - withheld - accepted).toBe(0);
    expect({ waiting, rejected, dropped, queued }).toEqual({
      waiting: 0,
      rejected: 0,
      dropped: {},
      queued: 0,
    });
    expect({ accepted, delivered }).toEqual({ accepted: kept.length * each, delivered: kept.length * each });
    expect(receiver[signal === 'traces' ? 'spans' : 'logs']).toHaveLength(kept.length * each);
  }
  const byChance = kept.filter((number) => number % 100 !== 1 && number % 100 !== 2);
  expect(stats.units).toEqual({
    kept: { errors: count / 100, slow: count / 100, share: byChance.length },
    withheld: { rules: count - kept.length },
  });
  const states = new Map(receiver.spans.map(({ traceId, traceState }) => [traceId, traceState]));
  for (const number of kept)
    expect(states.get(traceIdOf(number))).toBe(byChance.includes(number) ? 'ot=th:fd70a' : 'ot=th:0');
}, 600_000);

test.each(['throw', 'exit', 'SIGTERM'] as const)(
  'ended by %s under load: what was kept before is there, whole, and what was open too',
  async (way) => {
    using app = await App.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    let ended: Promise<void> | undefined;
    const answered = await app.ask(20_000, (number) => {
      if (number > 3000) ended ??= app.end(way);
    });
    await ended;
    const parts = partsOf(receiver);
    const kept = answered.filter(isKept);
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.filter((number) => parts.get(number)?.join() !== WHOLE.join())).toEqual([]);
    // Besides, only what was open: it has no end.
    const others = [...parts].filter(([number]) => !isKept(number));
    expect(others.length).toBeLessThanOrEqual(CONCURRENCY);
    expect(parts.has(-1)).toBe(false);
  },
  120_000,
);

test('killed with SIGKILL, with a spool: what had been kept a second before arrives after the next start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keep-'));
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRACEBRIDGE_SPOOL_DIR: directory };
    using app = await App.start({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const answeredAt = new Map<number, number>();
    let killedAt = 0;
    const kill = setTimeout(() => {
      killedAt = performance.now();
      void app.end('SIGKILL');
    }, 5000);
    await app.ask(1_000_000, (number) => answeredAt.set(number, performance.now()));
    clearTimeout(kill);
    using next = await App.start(env);
    const early = [...answeredAt].filter(([, at]) => at < killedAt - 1000).map(([number]) => number);
    const kept = early.filter(isKept);
    expect(kept.length).toBeGreaterThan(0);
    await receiver.waitFor(() => {
      const parts = partsOf(receiver);
      return kept.every((number) => parts.get(number)?.join() === WHOLE.join()) || undefined;
    });
    await next.end('end');
    const parts = partsOf(receiver);
    expect(early.filter((number) => !isKept(number) && parts.has(number))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
