type Told = (thrown: unknown) => void;

/**
 * Tells an error that is on its way out of this call, if nobody catches it. Not by catching and throwing it again: Node.js
 * prints the line that threw last above the stack of an uncaught error.
 */
export function whenUncaught(told: Told): void {
  process.once('uncaughtExceptionMonitor', told);
  process.nextTick(() => process.off('uncaughtExceptionMonitor', told));
}
