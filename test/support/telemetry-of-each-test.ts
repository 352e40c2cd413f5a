import { captureLogLines, type LogLines } from './log-lines.js';
import { startTestSdk, type TestSdk } from './sdk.js';

/** A test SDK and the lines of the log, new for each test of the file that calls it. */
export function telemetryOfEachTest(): { readonly sdk: TestSdk; readonly lines: LogLines } {
  const sdk = {} as TestSdk;
  const lines = {} as LogLines;
  beforeEach(() => {
    Object.assign(sdk, startTestSdk());
    Object.assign(lines, captureLogLines());
  });
  afterEach(async () => {
    lines.stop();
    await sdk.stop();
  });
  return { sdk, lines };
}
