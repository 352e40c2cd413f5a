'use strict';
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');

/**
 * Writes jest's totals and the names of what failed to the file that JEST_JSON names; a file that could not run counts
 * as a failed test.
 */
module.exports = class JsonReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults }) {
    const names = testResults.flatMap(({ testFilePath, testResults: tests, testExecError }) => {
      const file = relative(process.cwd(), testFilePath);
      if (testExecError) return [`${file} could not run`];
      return tests.filter(({ status }) => status === 'failed').map(({ fullName }) => `${file}: ${fullName}`);
    });
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    writeFileSync(process.env.JEST_JSON, JSON.stringify({ passed: numPassedTests, failed, names }));
  }
};
