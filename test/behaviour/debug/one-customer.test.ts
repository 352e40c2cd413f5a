import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRule } from '../../../src/debug/token.js';
import { AppProcess, type LogLine } from '../../support/http/app-process.js';
import { call } from '../../support/http/client.js';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const SECRET = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';
const KINDS = ['getLogger', 'child', 'stock', 'own'];
const messages = (where: string) => KINDS.map((kind) => `${where} ${kind}`);

let receiver: TelemetryReceiver;
const apps: AppProcess[] = [];

async function start(env: NodeJS.ProcessEnv): Promise<AppProcess> {
  const app = await AppProcess.start('test/fixtures/debug/shop.cjs', ['--require', REGISTER], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    TRACEBRIDGE_KEEP: 'errors',
    TRACEBRIDGE_DEBUG_SECRET: SECRET,
    ...env,
  });
  apps.push(app);
  return app;
}

/** The debug lines of a request, in their order. */
const debugLines = (app: AppProcess, correlationId: string) =>
  app
    .linesOf(correlationId)
    .filter(({ level }) => level.toLowerCase() === 'debug')
    .map(({ message }) => message);

async function ask(app: AppProcess, user: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await call(app.port, '/', { headers: { 'x-user': user, ...headers } });
  const id = answer.headers['x-correlation-id'] as string;
  await app.waitForLine((line) => line.correlation_id === id && line.message === 'Handled');
  return id;
}

const switches = (app: AppProcess) =>
  app.lines.filter(({ logger }) => logger === 'tracebridge.debug').map(({ message }) => message);

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  await receiver.close();
});

test('a rule debugs one customer in each service and job that they reach, and nobody else', async () => {
  const rules = join(mkdtempSync(join(tmpdir(), 'debug-')), 'rules.json');
  const back = await start({ OTEL_SERVICE_NAME: 'back' });
  const front = await start({
    OTEL_SERVICE_NAME: 'front',
    NEXT: `http://127.0.0.1:${back.port}/`,
    TRACEBRIDGE_DEBUG_RULES: rules,
  });
  const early = await ask(front, '42');
  expect(debugLines(front, early)).toEqual([]);

  const command = [join(ROOT, 'dist/cli/main.js'), 'debug', '--user', '42', '--why', 'ticket 9', '--json'];
  const { status, lines, stderr } = await runProgram(command, { TRACEBRIDGE_DEBUG_RULES: rules });
  expect([status, stderr]).toEqual([0, '']);
  const [rule] = lines as [LogLine];
  const on = await front.waitForLine((line) => line.message === 'Debug switched on');
  expect(on).toMatchObject({
    level: 'INFO',
    logger: 'tracebridge.debug',
    debug_rule: rule.id,
    debug_user_id: '42',
    debug_why: 'ticket 9',
    debug_until: rule.until,
  });

  const [mine, other] = [await ask(front, '42'), await ask(front, '43')];
  // Who asks is known from the middle on. The service behind is told from the beginning.
  expect(debugLines(front, mine)).toEqual(messages('after'));
  expect(debugLines(back, mine)).toEqual([...messages('before'), ...messages('after'), ...messages('job')]);
  expect([...debugLines(front, other), ...debugLines(back, other)]).toEqual([]);
  // What the app sees of its logger is as ever.
  expect(front.linesOf(mine).find(({ message }) => message === 'Handled')).toMatchObject({
    is_debug: false,
    set_to: 'info',
  });

  await runProgram([join(ROOT, 'dist/cli/main.js'), 'debug', '--off', rule.id, '--file', rules]);
  await front.waitForLine((line) => line.message === 'Debug switched off');
  expect(debugLines(front, await ask(front, '42'))).toEqual([]);
  expect(switches(front)).toEqual(['Debug switched on', 'Debug switched off']);
  expect(switches(back)).toEqual(['Debug switched on']);

  await Promise.all(apps.map((app) => app.stop()));
  // All of them arrive, with the spans of each service, and of nobody else's.
  const traces = (items: readonly { traceId?: string | undefined }[]) =>
    new Set(items.map(({ traceId }) => traceId));
  const traceOf = (id: string) => id.replaceAll('-', '');
  const exported = receiver.logs.filter(({ severityText }) => severityText.toLowerCase() === 'debug');
  expect(exported.map(({ body }) => body).sort()).toEqual(
    [...messages('after'), ...messages('before'), ...messages('after'), ...messages('job')].sort(),
  );
  expect(traces(receiver.spans)).toContain(traceOf(mine));
  expect(traces(receiver.spans)).not.toContain(traceOf(other));
  expect(
    receiver.spans.filter(({ traceId, kind }) => traceId === traceOf(mine) && kind === 'server'),
  ).toHaveLength(2);
});

test('a signed header does the same for the one that it was made for; anything else does nothing and is counted', async () => {
  const app = await start({ TRACEBRIDGE_TRUST: 'link' });
  const env = { TRACEBRIDGE_DEBUG_SECRET: SECRET };
  const { stdout } = await runProgram(
    [join(ROOT, 'dist/cli/main.js'), 'debug', '--user', '42', '--header'],
    env,
  );
  const [name, header] = stdout.trim().split(': ') as [string, string];
  const rule = { id: 'r', level: 'debug', userId: '42', until: Date.now() + 60_000 } as const;
  const expired = signRule({ ...rule, until: Date.now() - 1000 }, SECRET);

  expect(debugLines(app, await ask(app, '42', { [name]: header }))).toEqual([
    ...messages('after'),
    ...messages('job'),
  ]);
  for (const headers of [
    {},
    { [name]: header.slice(0, header.indexOf(';sig=')) },
    { [name]: header.replace(/sig=./, 'sig=_') },
    { [name]: signRule(rule, 'another') },
    { [name]: expired },
    { [name]: `${header}, ${header}` },
    { [name]: header.padEnd(8000, 'A') },
  ] as Record<string, string>[])
    expect(debugLines(app, await ask(app, '42', headers))).toEqual([]);
  expect(debugLines(app, await ask(app, '43', { [name]: header }))).toEqual([]);
  await app.waitForStderr('x-tracebridge-debug was refused and did nothing: unsigned 1');

  const refused = await receiver.waitFor(() => {
    const points = receiver.metrics
      .filter((metric) => metric.name === 'tracebridge.debug.refused')
      .at(-1)?.points;
    const counts = points?.map((point) => [
      point.attributes?.['tracebridge.reason'],
      'value' in point && point.value,
    ]);
    return counts !== undefined && counts.length >= 5 ? Object.fromEntries(counts) : undefined;
  });
  expect(refused).toEqual({ unsigned: 1, signature: 2, expired: 1, malformed: 2, other_user: 1 });
});

test('without a secret no header counts, and nothing is sent on', async () => {
  const app = await start({ TRACEBRIDGE_DEBUG_SECRET: '' });
  const header = signRule({ id: 'r', level: 'debug', userId: '42', until: Date.now() + 60_000 }, '');
  expect(debugLines(app, await ask(app, '42', { 'x-tracebridge-debug': header }))).toEqual([]);
});

test('the file of rules is followed through edits, links that are swapped, rubbish and removal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'debug-'));
  const rules = join(folder, 'rules.json');
  const until = new Date(Date.now() + 600_000).toISOString();
  const text = (...ids: string[]) => JSON.stringify({ rules: ids.map((id) => ({ id, user_id: id, until })) });
  const version = (name: string, content: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'rules.json'), content);
  };
  /** As Kubernetes puts a ConfigMap's new version in the place of the old one. */
  const swapTo = (name: string) => {
    symlinkSync(name, join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
  };
  version('v1', text('1'));
  version('v2', text('1', '2'));
  swapTo('v1');
  symlinkSync('..data/rules.json', rules);
  const app = await start({ TRACEBRIDGE_DEBUG_RULES: rules });
  const switched = (id: string, to: 'on' | 'off') =>
    app.waitForLine((line) => line.debug_rule === id && line.message === `Debug switched ${to}`);

  await switched('1', 'on');
  swapTo('v2');
  await switched('2', 'on');
  writeFileSync(join(folder, 'v2', 'rules.json'), '{"rules": [');
  await app.waitForStderr('it is no JSON: its rules stay as they were');
  expect(debugLines(app, await ask(app, '1'))).not.toEqual([]);
  rmSync(rules);
  await Promise.all([switched('1', 'off'), switched('2', 'off')]);
  expect(debugLines(app, await ask(app, '1'))).toEqual([]);
  mkdirSync(rules);
  await app.waitForStderr('its rules stay as they were');
  rmSync(rules, { recursive: true });
  // A named pipe would be waited for, by who opens it to read.
  execFileSync('mkfifo', [rules]);
  await app.waitForStderr('it is no file');
  rmSync(rules);
  writeFileSync(rules, text('3'));
  await switched('3', 'on');
  // The rest ends with its time.
  const short = new Date(Date.now() + 2500).toISOString();
  writeFileSync(rules, JSON.stringify({ rules: [{ id: '4', user_id: '4', until: short }] }));
  await switched('4', 'on');
  await switched('4', 'off');
});
