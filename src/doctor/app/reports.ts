import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppReport } from '../probe/probe.js';

const PAUSE_MILLIS = 50;

/** Programs that start the app: their own processes are not the app. */
const LAUNCHER =
  /[\\/](npm|npx|pnpm|yarn|corepack|nodemon)(-cli)?(\.[cm]?js)?$|[\\/]node_modules[\\/](npm|pnpm|yarn|nodemon)[\\/]/;

/** Resolves when the app's process has told, the time is over, or nobody waits any more. */
export async function waitForReport(directory: string, millis: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + millis;
  while (!signal.aborted && performance.now() < deadline && chooseReport(directory) === undefined)
    await delay(PAUSE_MILLIS);
}

/** Of the processes that told, the one that loaded the most, launchers left out. */
export function chooseReport(directory: string): AppReport | undefined {
  const reports = readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as AppReport)
    .filter(({ main }) => main === undefined || !LAUNCHER.test(main));
  const weight = ({ files, packages }: AppReport) => files.length + packages.length;
  return reports.sort((left, right) => weight(right) - weight(left))[0];
}
