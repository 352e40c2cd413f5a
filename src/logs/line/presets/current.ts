import { readOrDefault } from '../../../config/environment.js';
import type { LogPreset } from '../../../config/start-options.js';
import { cloudwatch } from './cloudwatch.js';
import { datadog } from './datadog.js';
import type { LinePreset } from './line-preset.js';

let current: LogPreset | undefined;
let currentPreset: LinePreset | undefined;

/** As `start()` configured it, else as the environment says; undefined: our fields alone. */
export function getLinePreset(): LinePreset | undefined {
  if (current === undefined) setLogPreset(readOrDefault('TRACEBRIDGE_LOG_PRESET'));
  return currentPreset;
}

export function setLogPreset(name: LogPreset): void {
  current = name;
  currentPreset = linePreset(name);
}

export function linePreset(name: LogPreset): LinePreset | undefined {
  switch (name) {
    case 'datadog':
      return datadog;
    case 'cloudwatch':
      return cloudwatch;
    default:
      return undefined;
  }
}
