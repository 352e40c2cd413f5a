export type { TimedDecorator } from './decorator.js';
export type { TimedOptions } from './options.js';
export { timed } from './timed.js';
