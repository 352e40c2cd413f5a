import { correlation } from '../../../src/express.js';
import { resolveSettings } from '../../../src/http/settings.js';
import { correlation as ofHandlers } from '../../../src/http.js';

const BINDING = { userId: () => undefined };

describe('options of correlation()', () => {
  it.each([
    ['header', 'X Correlation', 'the name of an HTTP header'],
    ['header', 'X-Id\r\nSet-Cookie', 'the name of an HTTP header'],
    ['header', '', 'the name of an HTTP header'],
    ['getUserId', 'id', 'a function'],
    ['requestLogs', 'yes', 'true or false'],
    ['trust', 'always', 'one of continue, link, ignore'],
    ['trustProxy', -1, 'a boolean or a whole number from 0 up'],
    ['trustProxy', 'loopback', 'a boolean or a whole number from 0 up'],
    ['captureQuery', null, 'true or false'],
    ['ignorePaths', [42], 'a string, a RegExp, a function or an array of these'],
  ])('refuses %s: %p', (option, value, rule) => {
    expect(() => correlation({ [option]: value })).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringContaining(`Expected \`${option}\` to be ${rule}, got `),
      }),
    );
  });

  it('are looked at beside the handler of node:http too', () => {
    expect(() => ofHandlers(() => {}, { trust: 'never' as never })).toThrow(
      expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }),
    );
  });

  it('names its defaults', () => {
    expect(resolveSettings({}, BINDING)).toMatchObject({
      headerName: 'X-Correlation-ID',
      headerKey: 'x-correlation-id',
      requestLogs: true,
      trust: undefined,
      trustProxy: false,
      captureQuery: true,
      isIgnored: undefined,
    });
  });
});

describe('ignorePaths', () => {
  const ignores = (ignorePaths: Parameters<typeof correlation>[0] & object, path: string) =>
    resolveSettings(ignorePaths as never, BINDING).isIgnored?.(path);

  it.each([
    ['/health', '/health', true],
    ['/health', '/healthy', false],
    ['/health*', '/healthy', true],
    ['/internal/*', '/internal/live', true],
    ['/internal/*', '/internal', false],
    [/^\/(live|ready)$/, '/ready', true],
    [/^\/(live|ready)$/, '/already', false],
    [(path: string) => path.endsWith('.ico'), '/favicon.ico', true],
    [['/a', /b/], '/b', true],
    [['/a', /b/], '/c', false],
  ])('%p on %s: %p', (ignorePaths, path, expected) => {
    expect(ignores({ ignorePaths }, path)).toBe(expected);
  });

  it('gives the same answer each time for a global RegExp', () => {
    const { isIgnored } = resolveSettings({ ignorePaths: /health/g }, BINDING);
    expect([isIgnored?.('/health'), isIgnored?.('/health')]).toEqual([true, true]);
  });

  it('ignores nothing for a test that throws', () => {
    const broken = () => {
      throw new Error('broken');
    };
    expect(ignores({ ignorePaths: broken }, '/')).toBe(false);
  });
});
