import { QUOTE, WORD } from '../hints.js';
import { isPlaceholder, isRemark, looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern } from './pattern.js';

/** Hashing and encryption in MySQL, MariaDB, PostgreSQL's pgcrypto, SQL Server and Oracle. */
const CRYPTO =
  'md5|sha(?:[12]|224|256|384|512)?|old_password|standard_hash|hashbytes|digest|hmac|(?:(?:aes|des)_)?(?:en|de)crypt(?:_iv)?|pgp_(?:sym|pub)_(?:en|de)crypt(?:_bytea)?|(?:en|de)cryptbypassphrase';
const LITERALS = /(')((?:''|[^'\r\n])+)'?|(\\?")([^"\\\r\n]+)/g;
/** Names of algorithms and their options, addresses, and what is no text of its own. */
const NO_SECRET = /^(?:aes|des|3des|bf|md\d|sha)[\w:/-]*$|^[\w-]+=[\w-]+$|\/\/|^[\w.+-]+@[\w.-]+$/i;

/** Before the value of IDENTIFIED BY: a statement that no sentence is like. */
const STATEMENTS =
  '(?:(?:create|alter)\\s{1,4}(?:user|role)|connect\\s{1,4}to|grant\\s[^;\\r\\n]{1,256}\\sto)\\s{1,4}(?:if\\s{1,4}(?:not\\s{1,4})?exists\\s{1,4})?\\S{1,128}\\s{1,4}';

/** Of SQL. */
export const SQL: readonly SecretPattern[] = [
  {
    // MD5('…'), AES_ENCRYPT(card, '…'), pgp_sym_encrypt('…', '…'), crypt('…', gen_salt('bf')): what is hashed or encrypted,
    // and the key.
    name: 'sql-crypto',
    hints: QUOTE,
    needs: '(',
    expression: () =>
      new RegExp(
        String.raw`\((?<=(?<![\w.])(?:${CRYPTO}|crypt(?=\([^()]{1,128},))\s?\()(?:'(?:''|[^'\r\n]){0,4096}'|"[^"\r\n]{0,4096}"|[^'"()]{1,128}|\([^()]{0,128}\)){1,8}`,
        'gi',
      ),
    mask: (replacement, match) =>
      match.replace(LITERALS, (literal, single: string, text: string, double: string, quoted: string) => {
        const value = text ?? quoted;
        return isRemark(value) || NO_SECRET.test(value)
          ? literal
          : single === undefined
            ? `${double}${replacement}`
            : `'${replacement}${literal.endsWith("'") ? "'" : ''}`;
      }),
  },
  {
    // IDENTIFIED BY '…', "…" or …, WITH plugin AS '…', VIA plugin USING PASSWORD('…'), BY VALUES '…'
    name: 'sql-identified',
    hints: WORD,
    expression: () =>
      new RegExp(
        String.raw`(?:(?<=(\b${STATEMENTS}))|)(identified\s{1,4}(?:(?:with|via)\s{1,4}[\w'"\`]{1,40}\s{1,4})?(?:by|as|using)(?:\s{1,4}(?:password|values))?[\s(]{1,4})(?:('(?:''|[^'\r\n])+)|("[^"\r\n]+)|(?!random\s)([^\s"'(;,]{1,128}))`,
        'gi',
      ),
    mask: (replacement, match, [statement, words, text, quoted, bare]) => {
      const value = bare ?? (text ?? (quoted as string)).slice(1);
      const isSql =
        statement !== undefined ||
        /\s(?:with|via)\s/i.test(words as string) ||
        (text !== undefined && /^I/.test(words as string));
      if (isPlaceholder(value) || !(isSql || (bare === undefined && looksSecret(value, 6)))) return match;
      return `${words}${bare === undefined ? (text ?? (quoted as string))[0] : ''}${replacement}`;
    },
  },
  {
    // ALTER USER a IDENTIFIED BY … REPLACE …
    name: 'sql-replaced',
    hints: WORD,
    expression: () =>
      /(\breplace\s{1,4}(?<=identified\s{1,4}by\s{1,4}(?:'[^'\r\n]{0,128}'|"[^"\r\n]{0,128}"|\S{1,128})\s{1,4}replace\s{1,4})["']?)([^\s"';]{1,128})/gi,
    mask: afterFirst,
  },
  {
    // ALTER USER b WITH PASSWORD '…', PASSWORD('…'); in prose: with password "…".
    name: 'sql-password',
    hints: QUOTE,
    expression: () =>
      /(?<!\w)((?:=\s{0,4})?password(?:\s{1,4}for\s{1,4}[^\s=]{1,128})?|(?<=to-)securestring(?:\s-string)?)(\s{1,4}(?:=\s{1,4})?N?|\s{0,2}\(\s{0,2})(?:'((?:''|[^'\r\n])+)|"([^"\r\n]+))/gi,
    mask: (replacement, match, [words, space, text, quoted]) => {
      if (text !== undefined)
        return space?.includes('(') && !/^(?:=|PASSWORD)/.test(words as string) && !looksSecret(text, 6)
          ? match
          : `${words}${space}'${replacement}`;
      return looksSecret(quoted as string, 6) ? `${words}${space}"${replacement}` : match;
    },
  },
];
