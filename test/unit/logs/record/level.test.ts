import { config } from 'winston';
import { lineLevel, severityOf } from '../../../../src/logs/record/level.js';
import fc from '../../../support/fast-check.js';

describe('severityOf', () => {
  test.each([
    ['silly', 1],
    ['debug', 5],
    ['verbose', 6],
    ['http', 7],
    ['info', 9],
    ['notice', 10],
    ['warn', 13],
    ['warning', 13],
    ['error', 17],
    ['crit', 18],
    ['alert', 19],
    ['emerg', 21],
    ['fatal', 21],
    ['FATAL', 21],
    ['unheard', 0],
  ])('%s', (name, number) => {
    expect(severityOf(name)).toEqual({ number, text: name });
  });

  const numbersOf = (levels: object) =>
    Object.keys(levels).map((name) => severityOf(name, levels as Record<string, number>).number);

  test.each([
    ['npm', config.npm.levels, [17, 13, 9, 7, 6, 5, 1]],
    ['syslog', config.syslog.levels, [21, 19, 18, 17, 13, 10, 9, 5]],
    ['cli', config.cli.levels, [17, 13, 11, 10, 9, 5, 4, 3, 2, 1]],
    ['one usual name', { fatal: 0, high: 1, low: 2, chatty: 3 }, [21, 16, 11, 5]],
    ['names between and beyond', { doom: 0, error: 1, audit: 2, info: 6, chatty: 7 }, [21, 17, 13, 9, 5]],
    ['two names of a rank', { error: 0, oops: 0, info: 1 }, [17, 17, 9]],
    ['no usual name', { hot: 0, cold: 1 }, [0, 0]],
  ])('levels with %s', (_, levels, numbers) => {
    expect(numbersOf(levels)).toEqual(numbers);
  });

  test('a more severe level never has a smaller number, whatever the levels', () => {
    const names = fc.constantFrom(
      'fatal',
      'error',
      'warn',
      'info',
      'debug',
      'silly',
      'a',
      'b',
      'c',
      'd',
      'e',
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.integer({ min: 0, max: 20 })), (levels) => {
        const byRank = Object.entries(levels).sort(([, one], [, other]) => one - other);
        const numbers = byRank.map(([name]) => severityOf(name, levels).number);
        expect(numbers).toEqual([...numbers].sort((one, other) => other - one));
        expect(numbers.every((number) => number >= 0 && number <= 24)).toBe(true);
      }),
    );
  });

  test('a level that is added in place is known', () => {
    const levels: Record<string, number> = { error: 0 };
    expect(severityOf('late', levels).number).toBe(0);
    levels.late = 1;
    expect(severityOf('late', levels).number).toBe(9);
  });
});

test('the level of the JSON line', () => {
  expect(['warn', 'Warn', 'info', 'custom'].map(lineLevel)).toEqual(['WARNING', 'WARNING', 'INFO', 'CUSTOM']);
});
