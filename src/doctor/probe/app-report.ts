import type { ExportStats } from '../../export/channel.js';

/** A package that was loaded, by the names that apps import. */
interface LoadedPackage {
  readonly name: string;
  /** Where its copies lie; more than one when several were loaded. */
  readonly folders: readonly string[];
}

/** What the probe saw in the app's process. Written as JSON. */
export interface AppReport {
  readonly nodeVersion: string;
  /** The app's main file. */
  readonly main: string | undefined;
  readonly isEsm: boolean;
  readonly execArgv: readonly string[];
  /** Whether the bridge was started there. */
  readonly started: boolean;
  /** Packages and built-in modules that the app required before. */
  readonly loadedBefore: readonly string[];
  readonly packages: readonly LoadedPackage[];
  /** Modules that were registered as loader hooks. */
  readonly loaderHooks: readonly string[];
  /** The app's own files, outside of node_modules. */
  readonly files: readonly string[];
  /** Built-in modules whose requests are not observed. */
  readonly unpatched: readonly string[];
  /** winston's logger files whose class is not captured. */
  readonly uncaptured: readonly string[];
  /** Class name of the registered tracer provider, when it isn't ours. */
  readonly foreignProvider?: string;
  readonly foreignContextManager?: string;
  /** Whether the process was ending when it was looked at. */
  readonly atExit: boolean;
  readonly stats?: ExportStats;
}
