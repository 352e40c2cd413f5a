export type { RedactOptions } from './options.js';
export { createRedactor, type KeyRule, type Redactor } from './redactor.js';
