import { VERSION } from '../../src/version.js';

test('equals the version of the package', () => {
  expect(VERSION).toBe(require('../../package.json').version);
});
