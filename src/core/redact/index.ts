export { createRedactor, type Redactor } from './redactor.js';
