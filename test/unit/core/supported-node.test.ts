import { engines } from '../../../package.json';
import { tooOld } from '../../../src/core/supported-node.js';

test.each([
  ['18.20.8', false],
  ['22.14.99', false],
  ['22.15.0', true],
  ['22.9.0', false],
  ['23.0.0', true],
  ['24.21.0', true],
  ['26.0.0-nightly', true],
])('Node.js %s', (version, isSupported) => {
  expect(tooOld(version) === undefined).toBe(isSupported);
  if (!isSupported)
    expect(tooOld(version)).toContain(`${version} is too old: tracebridge needs ${engines.node.slice(2)}`);
});
