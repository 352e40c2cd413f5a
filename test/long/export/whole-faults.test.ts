import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIGNALS } from '../../../src/otlp/signal.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { first, partialSuccess, type Reply, type Rule } from '../../support/otlp-server/reply.js';
import { TAKING_REPLIES } from '../../support/otlp-server/taking-replies.js';
import { SilentAddress } from '../../support/silent-address.js';
import { expectUndisturbed, WholeApp } from '../../support/whole-app.js';

const RECORDS = 1000;
const POISON = [77, 700];
/** For a fault that lasts: the end is not to wait long. Milliseconds. */
const SHORT_END = 1500;
const LONG_END = 20_000;

const tls = (name: string): string => join(__dirname, '../../fixtures/export/tls', name);
const pem = (name: string): string => readFileSync(tls(name), 'utf8');
const https = (certificate: string) => ({ key: pem('key.pem'), cert: pem(certificate) });

/** One fault: data only. */
interface Fault {
  name: string;
  rule?: Rule;
  /** The first requests are reset while their body is sent. */
  uploadsToCut?: number;
  env?: (server: OtlpServer) => NodeJS.ProcessEnv;
  tls?: { key: string; cert: string };
  /** Down at the start or from the middle of the records; up again when all are recorded. */
  down?: 'at start' | 'in the middle';
  /** Numbers that do not arrive; default none. */
  lost?: readonly number[] | 'all';
  /** How the lost are counted; default rejected. */
  reason?: 'rejected' | 'shutdown' | 'retry_expired' | 'rejected or shutdown';
  /** The server took requests without an answer: it has them twice. */
  lostAnswers?: boolean;
  told?: RegExp;
}

const always =
  (reply: Reply): Rule =>
  () =>
    reply;

const to = (url: string) => () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });

const FAULTS: Fault[] = [
  { name: 'none' },
  { name: 'down at start, then up', down: 'at start' },
  {
    name: 'dies in the middle and comes back',
    down: 'in the middle',
    lostAnswers: true,
    told: /cannot deliver to .*ECONN(REFUSED|RESET)[\s\S]*works again/,
  },
  ...[429, 502, 503, 504].map((status) => ({ name: `${status}, three times`, rule: first(3, { status }) })),
  { name: '70 % random 503', rule: () => (Math.random() < 0.7 ? { status: 503 } : {}) },
  ...['0', '1', 'soon', new Date(0).toUTCString()].map((value) => ({
    name: `429 with Retry-After: ${value}`,
    rule: first(1, { status: 429, headers: { 'retry-after': value } }),
  })),
  ...[400, 422].map((status) => ({
    name: `${status} for poison records`,
    rule: (({ numbers }) => (numbers.some((number) => POISON.includes(number)) ? { status } : {})) as Rule,
    lost: POISON,
    told: new RegExp(`refused .*HTTP ${status}`),
  })),
  {
    name: 'steps of the wall clock by an hour, and 503 three times',
    rule: first(3, { status: 503 }),
    env: () => ({ NODE_OPTIONS: `--require ${join(__dirname, '../../fixtures/export/clock-steps.cjs')}` }),
  },
  {
    name: '413 for more than 100 records',
    rule: ({ numbers }) => (numbers.length > 100 ? { status: 413 } : {}),
  },
  {
    // Divided and tried with growing pauses, which the end cuts short.
    name: '400 for everything',
    rule: always({ status: 400 }),
    lost: 'all',
    reason: 'rejected or shutdown',
    told: /refused .*HTTP 400/,
  },
  ...[401, 403, 404, 408, 500].map((status) => ({
    name: `${status} for everything`,
    rule: always({ status }),
    lost: 'all' as const,
    told: new RegExp(`refused .*HTTP ${status}`),
  })),
  {
    name: 'a redirect',
    rule: always({ status: 302, headers: { location: '/v1/logs' } }),
    lost: 'all',
    told: /redirects are not followed/,
  },
  {
    name: 'partial success',
    rule: ({ numbers }) => {
      const poison = numbers.filter((number) => POISON.includes(number));
      if (poison.length === 0) return {};
      const take = numbers.filter((number) => !POISON.includes(number));
      return { take, body: partialSuccess(poison.length, 'too old') };
    },
    lost: POISON,
    told: /refused .*partial success, too old/,
  },
  ...Object.entries(TAKING_REPLIES).map(([name, reply]) => ({
    name: `200 with ${name}`,
    rule: always(reply),
  })),
  { name: '502 with HTML, three times', rule: first(3, { status: 502, body: '<html>bad gateway</html>' }) },
  { name: 'a reset within the request, three times', uploadsToCut: 3 },
  { name: 'a reset before the response, three times', rule: first(3, { reset: 'before-response' }) },
  {
    name: 'answers that are lost',
    rule: ({ index, numbers }) => (index < 3 ? { take: numbers, reset: 'before-response' } : {}),
    lostAnswers: true,
  },
  {
    name: 'hangs once',
    rule: first(1, { hang: true }),
    // On a busy machine other answers must not be late too.
    env: () => ({ OTEL_EXPORTER_OTLP_TIMEOUT: '3000' }),
  },
  { name: 'hangs for ever', rule: always({ hang: true }), lost: 'all', reason: 'shutdown' },
  {
    name: 'hangs for longer than the retry limit',
    rule: always({ hang: true }),
    env: () => ({ OTEL_EXPORTER_OTLP_TIMEOUT: '200', TRACEBRIDGE_RETRY_LIMIT_MS: '1000' }),
    lost: 'all',
    reason: 'retry_expired',
    told: /TIMEOUT/,
  },
  {
    name: 'a trusted certificate',
    tls: https('self-signed.pem'),
    env: () => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: tls('self-signed.pem') }),
  },
  {
    name: 'a self-signed certificate',
    tls: https('self-signed.pem'),
    lost: 'all',
    reason: 'shutdown',
    told: /SELF_SIGNED.*OTEL_EXPORTER_OTLP_CERTIFICATE/,
  },
  {
    name: 'an expired certificate',
    tls: https('expired.pem'),
    env: () => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: tls('expired.pem') }),
    lost: 'all',
    reason: 'shutdown',
    told: /CERT_HAS_EXPIRED/,
  },
  {
    name: 'TLS against a plaintext port',
    env: (server) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url.replace('http:', 'https:') }),
    lost: 'all',
    reason: 'shutdown',
    told: /the collector listens without TLS/,
  },
  {
    name: 'an unknown host',
    env: to('http://host.invalid'),
    lost: 'all',
    reason: 'shutdown',
    told: /cannot deliver to http:\/\/host\.invalid.*(ENOTFOUND|EAI_AGAIN)/,
  },
  {
    name: 'an unusable endpoint beside usable ones of the signals',
    env: ({ url }) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/v1/logs`,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/v1/metrics`,
    }),
  },
];

describe.each(['thread', 'inline'])('%s', (mode) => {
  async function check(fault: Fault, server: OtlpServer, wrapper?: readonly string[]): Promise<void> {
    const { rule, uploadsToCut = 0, env, down, lost = [], reason = 'rejected', lostAnswers, told } = fault;
    if (rule) server.rule = rule;
    server.uploadsToCut = uploadsToCut;
    if (down === 'at start') await server.down();
    using app = await WholeApp.start(
      { OTEL_EXPORTER_OTLP_ENDPOINT: server.url, TRACEBRIDGE_EXPORT: mode, ...env?.(server) },
      wrapper,
    );
    await app.emit(0, RECORDS / 2);
    if (down === 'in the middle') {
      await server.until(() => server.requests.length > 0);
      await server.down();
    }
    await app.emit(RECORDS / 2, RECORDS);
    // So that the outage is met before it is over.
    if (down) await app.told(/cannot deliver/);
    if (down) await server.up();
    // By themselves, and not by the end, which cuts pauses and retries short.
    if (lost !== 'all') {
      await server.until(() =>
        SIGNALS.every((signal) => server.missing(signal, RECORDS).length <= lost.length),
      );
      if (lost.length === 0) server.rule = () => ({});
    }
    const lasts = reason === 'shutdown' || reason === 'rejected or shutdown';
    if (lost === 'all' && !lasts) await app.counted(reason, RECORDS);
    // A short end may be over before a starved machine has sent anything.
    if (told && reason === 'rejected or shutdown') await app.told(told);
    const outcome = await app.end(lasts ? SHORT_END : LONG_END);
    expectUndisturbed(outcome, server, RECORDS, lostAnswers);
    for (const signal of SIGNALS) {
      const missing = server.missing(signal, RECORDS);
      if (lost === 'all') expect(missing).toHaveLength(RECORDS);
      else expect(missing).toEqual(lost);
      const { accepted, rejected, dropped } = outcome.stats[signal];
      expect(accepted).toBeGreaterThanOrEqual(RECORDS);
      const counts = { rejected, ...dropped, 'rejected or shutdown': rejected + (dropped.shutdown ?? 0) };
      if (missing.length === 0) expect({ rejected, dropped }).toEqual({ rejected: 0, dropped: {} });
      else expect(counts[reason]).toBeGreaterThanOrEqual(missing.length);
    }
    if (told) expect(outcome.stderr).toMatch(told);
  }

  test.concurrent.each(FAULTS)(
    '$name',
    async (fault) => {
      await using server = await OtlpServer.start(fault.tls);
      await check(fault, server);
    },
    60_000,
  );

  test.concurrent('an address that never answers', async () => {
    await using server = await OtlpServer.start();
    using silent = await SilentAddress.start();
    await check(
      {
        name: 'silent',
        env: () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: silent.url, OTEL_EXPORTER_OTLP_TIMEOUT: '500' }),
        lost: 'all',
        reason: 'shutdown',
        told: /cannot deliver to .*TIMEOUT/,
      },
      server,
    );
  }, 60_000);

  test.concurrent('a resolver that does not answer (EAI_AGAIN)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'resolver-'));
    try {
      await using server = await OtlpServer.start();
      // Nothing listens for DNS on this loopback address. The file is put in place in a mount namespace of the process.
      const resolver = join(folder, 'resolv.conf');
      writeFileSync(resolver, 'nameserver 127.254.254.254\noptions timeout:1 attempts:1\n');
      const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
      await check(
        {
          name: 'resolver',
          env: to('http://collector.example'),
          lost: 'all',
          reason: 'shutdown',
          told: /cannot deliver to .*EAI_AGAIN \(the host name could not be looked up: check DNS\)/,
        },
        server,
        [
          'unshare',
          ...asRoot,
          '--mount',
          'sh',
          '-c',
          'mount --bind "$0" /etc/resolv.conf && exec "$@"',
          resolver,
        ],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
