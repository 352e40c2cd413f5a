import { Writable } from 'node:stream';
import { transports } from 'winston';
import { getRootLogger } from '../../src/logs/logger/get-logger.js';

export type LogLine = Record<string, unknown> & { message: string; level: string };

/** Takes the lines of `getLogger`'s loggers in place of the console. */
export interface LogLines {
  all(): LogLine[];
  find(message: string): LogLine;
  clear(): void;
  stop(): void;
}

export function captureLogLines(): LogLines {
  const root = getRootLogger();
  let lines: LogLine[] = [];
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      lines.push(JSON.parse(String(chunk)));
      callback();
    },
  });
  const replaced = [...root.transports];
  const transport = new transports.Stream({ stream });
  for (const other of replaced) root.remove(other);
  root.add(transport);
  return {
    all: () => lines,
    find(message) {
      const line = lines.find((candidate) => candidate.message === message);
      if (line === undefined) throw new Error(`no line ${message} in ${JSON.stringify(lines)}`);
      return line;
    },
    clear() {
      lines = [];
    },
    stop() {
      root.remove(transport);
      for (const other of replaced) root.add(other);
    },
  };
}
