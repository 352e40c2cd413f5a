import { config } from 'winston';
import { levelOf, severityOf } from '../../../../src/logs/record/level.js';

describe('severityOf', () => {
  test.each([
    ['silly', 1, 'SILLY'],
    ['debug', 5, 'DEBUG'],
    ['verbose', 6, 'VERBOSE'],
    ['http', 7, 'HTTP'],
    ['info', 9, 'INFO'],
    ['notice', 10, 'NOTICE'],
    ['warn', 13, 'WARNING'],
    ['warning', 13, 'WARNING'],
    ['error', 17, 'ERROR'],
    ['crit', 18, 'CRIT'],
    ['alert', 19, 'ALERT'],
    ['emerg', 21, 'EMERG'],
    ['fatal', 21, 'FATAL'],
  ])('%s', (name, number, text) => {
    expect(severityOf(name)).toEqual({ number, text });
  });

  test.each([
    ['npm', config.npm.levels],
    ['syslog', config.syslog.levels],
    ['cli', config.cli.levels],
  ])('%s levels keep their order', (_, levels) => {
    const byRank = Object.entries(levels).sort(([, a], [, b]) => b - a);
    const numbers = byRank.map(([name]) => severityOf(name, levels as Record<string, number>).number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  test('an unknown level takes the number of its neighbour', () => {
    const levels = { fatal: 0, audit: 1, error: 3, info: 6, chatty: 7, constructor: 8 };
    expect(severityOf('audit', levels)).toEqual({ number: 21, text: 'AUDIT' });
    expect(severityOf('chatty', levels)).toEqual({ number: 9, text: 'CHATTY' });
    expect(severityOf('unheard', levels).number).toBe(9);
    expect(severityOf('unheard').number).toBe(9);
    expect(severityOf('chatty', levels)).toBe(severityOf('chatty', levels));
  });
});

test('levelOf finds a name that the logger has', () => {
  expect(
    [1, 5, 9, 13, 17, 21].map((number) => levelOf(number, config.npm.levels as Record<string, number>)),
  ).toEqual(['silly', 'debug', 'info', 'warn', 'error', 'error']);
  expect(levelOf(21, config.syslog.levels as Record<string, number>)).toBe('emerg');
});
