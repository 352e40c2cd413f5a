'use strict';

const shared = {
  testEnvironment: '<rootDir>/scripts/jest-environment.cjs',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { decoratorVersion: '2022-03' },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
};

// .ci/run adds up the tests of all runs from these reports.
const reporters = ['default', './scripts/quiet-reporter.cjs'];
if (process.env.JEST_JSON) reporters.push('./scripts/json-reporter.cjs');

module.exports = {
  reporters,
  // Tests wait for processes more than they compute; jest would leave one core to itself.
  maxWorkers: '100%',
  // Collectors live in tests: in a process that is large by all tests before it, a collection of garbage stops them.
  workerIdleMemoryLimit: '600MB',
  // Of one test: processes start slowly on a busy machine, and a test that hangs is told soon enough.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    { ...shared, displayName: 'behaviour', testMatch: ['<rootDir>/test/behaviour/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'long',
      testMatch: ['<rootDir>/test/long/**/*.test.ts', '<rootDir>/test/unit/**/*.fuzz.test.ts'],
      globals: { LONG_RUNS: true },
    },
    { ...shared, displayName: 'package', testMatch: ['<rootDir>/test/package/**/*.test.ts'] },
    { ...shared, displayName: 'languages', testMatch: ['<rootDir>/test/languages/**/*.test.ts'] },
    { ...shared, displayName: 'services', testMatch: ['<rootDir>/test/services/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/backends/global-setup.ts',
    },
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
  ],
};
