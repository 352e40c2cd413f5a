import { subscribe } from 'node:diagnostics_channel';
import { BUNDLED_MODULE_CHANNEL, type BundledModule } from '../core/bundled-module.js';
import { quietly } from '../core/quietly.js';

/** Calls `see` with each module of a bundle that was built with the plugin, in the place of the require hook. */
export function onBundledModule(see: (module: BundledModule) => void): void {
  subscribe(BUNDLED_MODULE_CHANNEL, (module) =>
    quietly('a bundled module', () => see(module as BundledModule)),
  );
}
