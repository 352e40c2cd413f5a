import { AT } from '../hints.js';
import { COMMANDS } from './commands.js';
import { FORMS } from './forms.js';
import { MARKUP } from './markup.js';
import { type SecretPattern, whole } from './pattern.js';
import { PROSE } from './prose.js';
import { PROTOCOLS } from './protocols.js';
import { SQL } from './sql.js';

export type { IsSecret, SecretPattern } from './pattern.js';
export { FIRST_PATTERNS } from './urls.js';

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  ...FORMS,
  ...MARKUP,
  ...COMMANDS,
  ...PROTOCOLS,
  ...SQL,
  ...PROSE,
];

/** RFC 5321's sizes; opt-in. */
export const EMAIL_PATTERN: SecretPattern = {
  name: 'email',
  hints: AT,
  expression: () =>
    /(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}/g,
  mask: whole,
};
