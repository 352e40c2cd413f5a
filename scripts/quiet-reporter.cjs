'use strict';

/**
 * Keeps back what the bridge says on stderr in jest's workers ("[tracebridge] cannot deliver …", which tests provoke);
 * shows it when a test fails. A single test file runs in jest's own process, where nothing is kept back.
 */
module.exports = class QuietReporter {
  #held = [];
  #write = process.stderr.write.bind(process.stderr);

  constructor() {
    process.stderr.write = (chunk, ...rest) => {
      const lines = String(chunk).split(/(?<=\n)/);
      this.#held.push(...lines.filter((line) => line.startsWith('[tracebridge] ')));
      return this.#write(lines.filter((line) => !line.startsWith('[tracebridge] ')).join(''), ...rest);
    };
  }

  onTestResult(_test, { numFailingTests, testExecError }) {
    if (numFailingTests > 0 || testExecError) this.#write(this.#held.join(''));
    this.#held = [];
  }
};
