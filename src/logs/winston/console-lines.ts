import { enterCall, leaveCall, type RunningCall } from '../line/running-call.js';
import type { Format, Info } from '../record/info.js';
import { type ConsoleTransport, isConsole } from './console-transport.js';
import { type CapturedLogger, pipesOf } from './logger.js';
import { formattedAgain } from './masked-info.js';

/** What a Console writes: its line is made, it is written later. */
interface ConsoleLine {
  readonly transport: ConsoleTransport;
  readonly info: Info;
}

/** The lines that the Consoles of a call's logger would write of an info, did their level let it through. */
export function consoleLines(call: RunningCall, info: Info): ConsoleLine[] {
  const outer = enterCall(call);
  try {
    return pipesOf(call.logger as CapturedLogger).flatMap((transport): ConsoleLine[] => {
      if (!isConsole(transport) || transport.silent) return [];
      // Marked as an uncaught exception.
      if (info.exception === true && !transport.handleExceptions) return [];
      const own = lineOf(transport, info);
      return own === undefined ? [] : [{ transport, info: own }];
    });
  } finally {
    leaveCall(outer);
  }
}

function lineOf({ format }: ConsoleTransport, info: Info): Info | undefined {
  const copy = { ...info };
  if (!format) return copy;
  try {
    const outcome = formattedAgain(format as Format, copy, info);
    return typeof outcome === 'object' && outcome !== null ? (outcome as Info) : undefined;
  } catch {
    // The app doesn't know of the line.
    return undefined;
  }
}

/** @param call that they are of: who stands in for a transport's `log` may ask for it */
export function writeConsoleLines(lines: readonly ConsoleLine[], call: RunningCall): void {
  const outer = enterCall(call);
  try {
    for (const { transport, info } of lines) (transport.log as Log).call(transport, info, nothing);
  } finally {
    leaveCall(outer);
  }
}

type Log = (this: ConsoleTransport, info: Info, callback: () => void) => void;

function nothing(): void {}
