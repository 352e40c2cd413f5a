import { COLON, KEY_RUN, LONG_RUN, PASS, WORD } from '../hints.js';
import { isMeasure, isPlaceholder, isRemark, looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern, secondIf, secondUnlessPlaceholder } from './pattern.js';

const secondUnlessRemark = secondIf((value) => !isRemark(value) && !isMeasure(value));

/** A row of PostgreSQL's password file: host, port, database, user. */
const pgpassRow = (name: string, needs: string, places: string): SecretPattern => ({
  name,
  hints: COLON,
  needs,
  expression: () =>
    new RegExp(`(?<![\\w.*-])([\\w.*-]{1,128}:${places}:)([^\\s:"'\`,;&/]{1,128})(?![^\\s"'\`,;&/])`, 'gi'),
  mask: secondUnlessPlaceholder,
});

/** Of protocols in which clients log in, and of the files that hold their passwords. */
export const PROTOCOLS: readonly SecretPattern[] = [
  {
    // A001 LOGIN ann hunter2; in a sentence only where the password is no word.
    name: 'imap-login',
    hints: WORD,
    needs: 'LOGIN ',
    expression: () =>
      /(?<![^\s:>'"=/,])([A-Za-z]{0,8}\d{1,8} LOGIN (?!(?:user|from|for|by|of|to|as)\s)(?:\\?"[^"\r\n]{1,128}"|[^\s"]{1,128}) )((?=\S{0,128}\d)[^\s"'`,;&/]{6,128}(?=\s)|(?:\\?"[^"\r\n]{1,128}\\?"|[^\s"'`,;&/]{1,128})(?=["'`,;&/]|\s{0,4}$|\s(?:failed|rejected|refused|denied|completed)\b))/gm,
    mask: secondUnlessRemark,
  },
  {
    // AUTH PLAIN, AUTHENTICATE XOAUTH2: base64 of fields with a control character between them.
    name: 'sasl-response',
    hints: KEY_RUN,
    needs: 'AUTH',
    expression: () => /(\bAUTH(?:ENTICATE)? [A-Z\d-]{5,16} )([A-Za-z\d+/]{8,4096}=*)/g,
    mask: secondIf((response) => {
      const fields = Buffer.from(response, 'base64');
      return fields.includes(0) || fields.includes(1);
    }),
  },
  {
    // > PASS hunter2, after USER ann: POP3, FTP, IRC. "PASS app.test.ts" is of a test runner.
    name: 'pass-command',
    hints: PASS,
    needs: 'PASS ',
    expression: () =>
      /((?<=(?:^|\s)(?:C:|[->]*>)\s{0,2}|\bUSER \S{1,128}(?:\\r\\n|\\n|\s{1,4}))PASS )([^\s"'`\\]{1,128})(?=["'`\\]|\s{0,4}$)/gm,
    mask: secondUnlessRemark,
  },
  {
    // snmp-server community X RO, snmp-server host 10.0.0.1 version 2c X
    name: 'snmp-community',
    hints: WORD,
    needs: 'snmp-',
    expression: () =>
      /(\bsnmp-server\s{1,4}(?:community|host\s{1,4}\S{1,64}(?:\s{1,4}(?:traps|informs))?(?:\s{1,4}version\s{1,4}(?:1|2c))?)\s{1,4})(?!version\b|traps\b|informs\b)(\S{1,128})(?=\s{0,4}(?:$|[\r\n]|r[ow]\b|view\b|ipv6\b|udp-port\b|\d))/gi,
    mask: secondUnlessRemark,
  },
  {
    // snmp-server user ann group v3 auth sha X priv aes 128 X
    name: 'snmp-user',
    hints: WORD,
    needs: 'snmp-',
    expression: () =>
      /(\s(?:auth\s{1,4}(?:md5|sha)|priv\s{1,4}(?:3?des|aes)(?:\s{1,4}\d{3})?)\s{1,4})(\S{1,128})/g,
    mask: secondUnlessRemark,
  },
  {
    // enable password X, username ann privilege 15 password 7 X: settings of network devices.
    name: 'device-password',
    hints: PASS,
    needs: ' passw',
    expression: () =>
      /((?:^|\n)\s{0,8}(?:enable|username\s{1,4}\S{1,64}(?:\s{1,4}privilege\s{1,4}\d{1,2})?)\s{1,4}password\s{1,4}(?:(\d)\s{1,4})?)([^\s:=]{1,128})(?=\s{0,4}(?:$|\n))/g,
    mask: (replacement, match, [before, type, password]) =>
      type !== undefined || looksSecret(password as string, 4) || /\d/.test(password as string)
        ? `${before}${replacement}`
        : match,
  },
  {
    // machine api.example.com login ann password X: .netrc
    name: 'netrc',
    hints: PASS,
    needs: 'login',
    expression: () =>
      /((?:(\bmachine\s{1,16}\S{1,253}|\bdefault)\s{1,16}|)\blogin\s{1,16}\S{1,128}\s{1,16}password\s{1,16})("[^"\r\n]{1,256}"|[^\s"]\S{0,255})/g,
    mask: (replacement, match, [before, machine, password]) =>
      isPlaceholder(password as string) || (machine === undefined && !/\d/.test(password as string))
        ? match
        : `${before}${replacement}`,
  },
  pgpassRow('pgpass', ':5432:', '5432:(?:[a-z_][\\w$-]{0,63}|\\*):(?:[a-z_][\\w$-]{0,63}|\\*)'),
  pgpassRow('pgpass-any', ':*:', '(?:\\d{2,5}|\\*):(?:[a-z_][\\w$-]{0,63}|\\*):(?:[a-z_][\\w$-]{0,63}|\\*)'),
  {
    // PuTTY's key files.
    name: 'putty-key',
    hints: COLON | LONG_RUN,
    needs: 'Private',
    expression: () => /(Private-Lines: \d{1,3}\s{1,4})[A-Za-z\d+/=\s]{16,8192}/g,
    mask: afterFirst,
  },
];
