/** Whether Node writes coverage for this process. By itself, for what is loaded before any option is read. */
export function isMeasuringCoverage(): boolean {
  return Boolean(process.env.NODE_V8_COVERAGE);
}
