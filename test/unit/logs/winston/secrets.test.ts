import type { Logform, Logger } from 'winston';
import { collectWarnings } from '../../../../src/core/warn.js';
import { MESSAGE, SPLAT } from '../../../../src/logs/record/info.js';
import { redact } from '../../../../src/logs/winston/redact-format.js';
import { collectOutput } from '../../../support/console-output.js';
import { readCorpus } from '../../../support/redaction-corpus.js';
import { learnedWinston } from '../../../support/winston/copies.js';

const copy = learnedWinston();

/** What formats and transports get is a copy whose own way of masking must find what the normaliser finds. */
const FORMATS: [string, Logform.Format][] = [
  ['json', copy.format.json()],
  ['the app’s own', copy.format((info) => Object.assign(info, { [MESSAGE]: JSON.stringify(info, shown) }))()],
];

function shown(_name: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  return value instanceof URLSearchParams ? String(value) : value;
}

const { written, records, clear } = collectOutput();

/** The line and the record of a message or fields, logged by an app's own logger. */
function outputs(logger: Logger, value: string | object): string[] {
  clear();
  if (typeof value === 'string') logger.info(value);
  else logger.info('m', value);
  const [record] = records;
  expect(written).toHaveLength(1);
  expect(records).toHaveLength(1);
  return [written[0] as string, JSON.stringify([record?.message, record?.fields])];
}

describe.each(FORMATS)('a hand-made logger whose format is %s', (_name, format) => {
  const logger = copy.createLogger({ format, transports: [new copy.transports.Console()] });

  test('tells none of the secrets in lines of many kinds of apps', () => {
    const leaks = readCorpus('secrets.txt').flatMap(({ source, value, secrets }) =>
      outputs(logger, value)
        .filter((output) => secrets.some((secret) => output.includes(JSON.stringify(secret).slice(1, -1))))
        .map((output) => `${source} => ${output}`),
    );
    expect(leaks).toEqual([]);
  });

  test('and leaves harmless ones alone', () => {
    const masked = readCorpus('harmless.txt').flatMap(({ source, value }) =>
      outputs(logger, value)
        .filter((output) => output.includes('[REDACTED]') && !source.includes('[REDACTED]'))
        .map((output) => `${source} => ${output}`),
    );
    expect(masked).toEqual([]);
  });

  test.each<[string, object]>([
    [
      'a Map',
      {
        query_params: new Map([
          ['code', 'SplxlOBeZQ12'],
          ['state', 'xyz'],
        ]),
      },
    ],
    ['URLSearchParams', { query_params: new URLSearchParams('code=SplxlOBeZQ12&state=xyz') }],
    ['a URL', { url: new URL('https://shop.example/cb?code=SplxlOBeZQ12&state=xyz') }],
    [
      'an object without a prototype',
      { query: Object.assign(Object.create(null), { code: 'SplxlOBeZQ12', state: 'x' }) },
    ],
    [
      'an object that is there twice',
      (() => {
        const query = { code: 'SplxlOBeZQ12', state: 'x' };
        return { seen: query, query };
      })(),
    ],
    ['what toJSON gives', { query: { toJSON: () => ({ code: 'SplxlOBeZQ12', state: 'x' }) } }],
  ])('nor those in %s', (_kind, fields) => {
    for (const output of outputs(logger, fields)) expect(output).not.toContain('SplxlOBeZQ12');
  });
});

describe('an info that throws where it is searched for secrets', () => {
  const trap = () => {
    throw new Error('mine');
  };
  const message = 'password=hunter2';
  const proxied = (handler: ProxyHandler<object>) => new Proxy({ level: 'info', message }, handler);
  // What `format.printf` makes of a function.
  const messageAlone = copy.format((told) => Object.assign(told, { [MESSAGE]: told.message }));
  const withheld = expect.stringContaining('withheld');
  const masked = 'password=[REDACTED]';

  test.each<[string, object, unknown]>([
    ['by ownKeys', proxied({ ownKeys: trap }), withheld],
    ['by getPrototypeOf', proxied({ getPrototypeOf: trap }), withheld],
    [
      'by the getter of its arguments',
      {
        level: 'info',
        message,
        get [SPLAT]() {
          return trap();
        },
      },
      withheld,
    ],
    [
      'by another getter',
      {
        level: 'info',
        message,
        get other() {
          return trap();
        },
      },
      masked,
    ],
  ])('%s: none is on its line, in its record, or behind redact()', (_kind, info, expected) => {
    const transports = [new copy.transports.Console()];
    const warnings = collectWarnings(() => {
      copy.createLogger({ format: messageAlone(), transports }).log(info as never);
      expect(redact().transform(info as never)).toMatchObject({ level: 'info', message: expected });
    });
    expect(written.map((line) => line.trim())).toEqual([expected]);
    expect(records.map((record) => record.message)).toEqual([expected]);
    expect(warnings).toEqual(expected === masked ? [] : [withheld]);
  });

  test('what its own format throws is thrown', () => {
    const transports = [new copy.transports.Console()];
    const logger = copy.createLogger({ format: copy.format.json(), transports });
    const warnings = collectWarnings(() => {
      expect(() => logger.log(proxied({ ownKeys: trap }) as never)).toThrow('mine');
    });
    expect(written).toEqual([]);
    expect(warnings).toEqual([withheld]);
  });

  test('one in which nothing is to be masked is left alone', () => {
    const transports = [new copy.transports.Console()];
    const format = messageAlone();
    const info = {
      level: 'info',
      message: 'harmless',
      get other() {
        return trap();
      },
    };
    copy.createLogger({ format, transports }).log(info);
    expect(written.map((line) => line.trim())).toEqual(['harmless']);
  });
});
