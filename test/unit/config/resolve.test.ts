import { read } from '../../../src/config/environment.js';
import { OPTIONS } from '../../../src/config/options.js';
import { resolveOptions } from '../../../src/config/resolve.js';
import type { StartOptions } from '../../../src/config/start-options.js';
import type { Variable } from '../../../src/config/variables.js';
import { BridgeError } from '../../../src/core/errors.js';
import { collectWarnings } from '../../../src/core/warn.js';

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TRACEBRIDGE_')) delete process.env[name];
});

test('defaults', () => {
  expect(resolveOptions()).toEqual({
    serviceName: undefined,
    environment: undefined,
    export: 'thread',
    requestLogs: false,
    ignorePaths: [],
    instrumentations: [],
    trust: 'continue',
    propagateTo: undefined,
    baggage: false,
    redact: { emails: false, keys: [] },
    console: false,
    appendIds: false,
    logPreset: 'none',
    keep: { errors: false, slowMillis: undefined, share: 1, routes: [] },
    keepUnitRecords: 2000,
    keepUnitBytes: 1_048_576,
    keepUnitAgeMillis: 60_000,
    keepMaxBytes: 8_388_608,
    maxMemoryBytes: 32 * 1024 * 1024,
    retryLimitMillis: 900_000,
    spoolDir: undefined,
    spoolMaxBytes: 256 * 1024 * 1024,
  });
});

test('the environment counts where code says nothing', () => {
  process.env.TRACEBRIDGE_EXPORT = 'inline';
  process.env.TRACEBRIDGE_TRUST = 'link';
  process.env.TRACEBRIDGE_REDACT_KEYS = 'iban,pesel';
  const options = resolveOptions({ trust: 'ignore', redact: { keys: ['mine'] } });
  expect(options.export).toBe('inline');
  expect(options.trust).toBe('ignore');
  expect(options.redact).toEqual({ emails: false, keys: ['mine', 'iban', 'pesel'] });
});

test('redaction can be switched off', () => {
  process.env.TRACEBRIDGE_REDACT = 'false';
  expect(resolveOptions().redact).toBeUndefined();
  expect(resolveOptions({ redact: true }).redact).toBeDefined();
  expect(resolveOptions({ redact: false }).redact).toBeUndefined();
});

const numbers = Object.entries(OPTIONS).flatMap(([name, option]) =>
  option.rule.type === 'number' && 'variable' in option ? [[name, option.variable] as const] : [],
);
const values = [
  -1,
  0,
  1,
  1.5,
  1_048_575,
  1_048_576,
  1_048_576.5,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

test.each(numbers)('%s takes the same numbers in code as from %s', (name, variable: Variable) => {
  const taken = { code: [] as number[], environment: [] as number[] };
  for (const value of values) {
    process.env[variable] = String(value);
    collectWarnings(() => {
      if (read(variable) !== undefined) taken.environment.push(value);
    });
    try {
      resolveOptions({ [name]: value });
      taken.code.push(value);
    } catch {
      // Not taken.
    }
  }
  expect(taken.code.length).toBeGreaterThan(1);
  expect(taken.environment).toEqual(taken.code);
});

test.each([
  [{ export: 'pigeon' }, 'export'],
  [{ trust: 1 }, 'trust'],
  [{ serviceName: '' }, 'serviceName'],
  [{ requestLogs: 'true' }, 'requestLogs'],
  [{ maxMemoryBytes: 1024 }, 'maxMemoryBytes'],
  [{ propagateTo: 'host' }, 'propagateTo'],
  [
    { ignorePaths: ['/a', 1] },
    'Expected `ignorePaths` to be an array of strings and RegExps, got /a,1 (object): item 2 is 1 (number)',
  ],
  [{ instrumentations: [[{ enable() {} }], {}] }, ': item 2 is [object Object] (object)'],
  [{ redact: { keys: 'x' } }, 'keys'],
  [
    { keep: 'errors,often' },
    'Expected `keep` to be all, or a list of errors, slow:<duration> (500ms, 2s), <share>% and route:<pattern>=<rule>, got "errors,often" (string): "often" (string) is none of these',
  ],
  [{ keep: ['errors', 1] }, 'got errors,1 (object): 1 (number) is none of these'],
  [{ keepUnitRecords: 0 }, 'keepUnitRecords'],
  [{ retryLimitMillis: Number.NaN }, 'retryLimitMillis'],
  [
    { retryLimitMillis: 0.5 },
    'Expected `retryLimitMillis` to be a whole number of milliseconds from 0 to 2147483647, got 0.5 (number)',
  ],
  [{ sericeName: 'typo' }, '(did you mean serviceName?), got "typo" (string)'],
])('%p is refused, naming the option', (options, name) => {
  const attempt = () => resolveOptions(options as unknown as StartOptions);
  expect(attempt).toThrow(BridgeError);
  expect(attempt).toThrow(expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }));
  expect(attempt).toThrow(name);
});

test('an option that is undefined counts as left out', () => {
  expect(resolveOptions({ export: undefined }).export).toBe('thread');
});
