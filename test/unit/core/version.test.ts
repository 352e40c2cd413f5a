import { VERSION } from '../../../src/core/version.js';

test('equals the version of the package', () => {
  expect(VERSION).toBe(require('../../../package.json').version);
});
