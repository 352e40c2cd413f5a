import type { CapturedLog } from '../../src/logs/record/log-record.js';
import { addLogSink } from '../../src/logs/record/sink.js';

/**
 * What loggers make in the tests of the file that calls it: what they write to the console's stdout, in place of it, and
 * the records of their lines. Empty when a test begins.
 */
export function collectOutput() {
  const { _stdout: stdout } = console as unknown as { _stdout: NodeJS.WritableStream };
  const written: string[] = [];
  const records: CapturedLog[] = [];
  const clear = () => {
    written.length = 0;
    records.length = 0;
  };
  let removeSink: () => void;
  beforeEach(() => {
    clear();
    jest.spyOn(stdout, 'write').mockImplementation(((chunk: string) => written.push(chunk) > 0) as never);
    removeSink = addLogSink((record) => records.push(record));
  });
  afterEach(() => {
    removeSink();
    jest.restoreAllMocks();
  });
  return { written, records, clear };
}
