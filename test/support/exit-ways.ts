import { type Finished, RunningFixture } from './run-fixture.js';

/** Ways in which test/fixtures/export/exit.cjs ends, with its exit code and what it says on stderr. */
export const WAYS: [way: string, code: number, stderr: RegExp][] = [
  ['natural', 0, /^$/],
  ['exit-code', 5, /^$/],
  ['main-promise', 0, /^$/],
  ['process-exit', 3, /^$/],
  ['process-exit-in-handler', 3, /^$/],
  ['uncaught-exception', 1, /the app failed/],
  ['unhandled-rejection', 1, /the app failed/],
  ['own-exception-handler', 9, /^$/],
  ['throw-in-exception-handler', 7, /thrown by the handler/],
  ['log-in-exit-listener', 0, /^$/],
  ['log-in-late-exit-listener', 0, /^$/],
  ['throw-in-exit-listener', 0, /thrown on exit/],
  ['exit-in-exit-listener', 4, /^$/],
  ['exit-without-listeners', 4, /^$/],
  ['really-exit', 4, /^$/],
  ['signal-listener-count', 0, /^$/],
  ['signal-no-group', 0, /^$/],
];

/** Runs that fixture to its end. */
export async function endBy(url: string, way: string, options: object = {}): Promise<Finished> {
  return new RunningFixture('export/exit.cjs', [url, way, JSON.stringify(options)]).finished();
}
