import { AT, COLON, DASHES, KEY_RUN, LONG_RUN } from '../hints.js';
import { isPlaceholder, isRandom } from '../value-shape.js';
import { afterFirst, type SecretPattern, secondIf, whole } from './pattern.js';

/** `***` and `${DB_PASSWORD}`. */
function isLeftOut(password: string): boolean {
  return isPlaceholder(password) && !/^\$[a-z\d]/.test(password);
}

/** Searched for before the values of names, which may be parts of them. */
export const FIRST_PATTERNS: readonly SecretPattern[] = [
  {
    // Up to the end of the text when the end line was cut off.
    name: 'pem-private-key',
    hints: DASHES | KEY_RUN,
    needs: 'BEGIN ',
    expression: () =>
      /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}[\s\S]*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/g,
    mask: whole,
  },
  {
    name: 'url-credentials',
    hints: COLON | AT,
    needs: '/',
    expression: () => /(:\\?\/\\?\/)([^\s/?#@:"'<>\\]{0,128}):([^\s/?#"'<>\\]{1,256})@(?!sha\d)/g,
    mask: (replacement, match, groups) =>
      isLeftOut(groups[2] as string) ? match : `${groups[0]}${replacement}:${replacement}@`,
  },
  {
    // redis://:p/a#b c@host: no URL that parses, but what people write, and what errors of parsers repeat. A port
    // is no password.
    name: 'url-odd-credentials',
    hints: COLON | AT,
    needs: '://',
    expression: () =>
      /(?<![\w+.-])([a-z][\w+.-]{1,20}:\/\/)([^\s/?#@:"'<>\\]{0,128}):(?!\d{1,5}(?:[\s/?#),;.]|$))([^\r\n@]{1,128})@(?!sha\d)(?=[\w.[-]+(?:[:/?,\s"'`)]|$))/gi,
    mask: (replacement, match, groups) =>
      match.includes(replacement) ||
      isLeftOut(groups[2] as string) ||
      (/^(?:https?|wss?|docker|oci):/i.test(match) && /[\s,]/.test(groups[2] as string))
        ? match
        : `${groups[0]}${replacement}:${replacement}@`,
  },
  {
    // A long user name without a password is a token: https://TOKEN@host. With NATS and Redis each is.
    name: 'url-token',
    hints: COLON | AT,
    needs: '://',
    expression: () =>
      /:\/\/(?:[^\s/?#@:"'<>\\]{16,256}:?|(?<=(?:nats|rediss?):\/\/)[^\s/?#@:"'<>\\]{1,15})@/g,
    mask: (replacement, match) => (match.includes(replacement) ? match : `://${replacement}@`),
  },
  {
    // jdbc:oracle:thin:scott/tiger@db, sqlplus scott/tiger@db
    name: 'oracle-credentials',
    hints: AT,
    needs: '/',
    expression: () =>
      /((?:jdbc:oracle:\w{3,5}:|(?:sqlplus|sqlldr|impdp|expdp|rman\s{1,4}target)\s{1,4}(?:-\w\s{1,4})?)[\w$#]{1,64}\/)[^\s@"'/]{1,128}(?=@)/g,
    mask: afterFirst,
  },
  {
    // user:password@tcp(db:3306)/shop, as Go's drivers have it.
    name: 'go-credentials',
    hints: COLON | AT,
    needs: '(',
    expression: () => /(?<![\w.-])([\w.-]{1,64}:)[^\s@"']{1,128}(?=@(?:tcp|unix)\()/g,
    mask: afterFirst,
  },
  {
    // deploy:password@host, without a scheme.
    name: 'bare-credentials',
    hints: COLON | AT | LONG_RUN,
    expression: () => /(?<![\w.:-])([\w.-]{1,64}:)([^\s@"'<>/]{16,128})(?=@[\w[])/g,
    mask: secondIf(isRandom),
  },
];
