import type { Command } from './command.js';

/** All subcommands, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'doctor',
    summary: 'check configuration, packages and the way to the collector',
    load: () => import('./doctor/doctor-command.js').then((module) => module.doctorCommand),
  },
  {
    name: 'add',
    summary: 'install instrumentations of the databases and clients in use',
    load: () => import('./add/add-command.js').then((module) => module.addCommand),
  },
  {
    name: 'compile',
    summary: 'keep compiled code in an image or package: faster cold starts',
    load: () => import('./compile/compile-command.js').then((module) => module.compileCommand),
  },
  {
    name: 'dev',
    summary: 'receive telemetry on this machine and show it on a live page',
    load: () => import('./dev/dev-command.js').then((module) => module.devCommand),
  },
  {
    name: 'find',
    summary: 'find traces in a running dev, by correlation ID or query',
    load: () => import('./find/find-command.js').then((module) => module.findCommand),
  },
  {
    name: 'tail',
    summary: 'print log lines of all apps as they come to a running dev',
    load: () => import('./find/tail-command.js').then((module) => module.tailCommand),
  },
  {
    name: 'mcp',
    summary: 'give a running dev to coding agents, as MCP tools',
    load: () => import('./mcp/mcp-command.js').then((module) => module.mcpCommand),
  },
  {
    name: 'id',
    summary: 'print the trace ID of a correlation ID, and links to it',
    load: () => import('./id/id-command.js').then((module) => module.idCommand),
  },
  {
    name: 'debug',
    summary: 'debug one customer in production for some minutes',
    load: () => import('./debug/debug-command.js').then((module) => module.debugCommand),
  },
  {
    name: 'demo',
    summary: 'run an example API and worker, and show their telemetry',
    load: () => import('./demo/demo-command.js').then((module) => module.demoCommand),
  },
];
