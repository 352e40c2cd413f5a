import type { Command } from './command.js';

/** All subcommands, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'dev',
    summary: 'receive telemetry on this machine and show it: traces with their logs, workers, losses',
    load: () => import('./dev/dev-command.js').then((module) => module.devCommand),
  },
  {
    name: 'demo',
    summary: 'run an example API and worker with traffic, and show their telemetry',
    load: () => import('./demo/demo-command.js').then((module) => module.demoCommand),
  },
];
