import { isCardNumber, isIdentifierName } from '../card-number.js';
import { COLON, DIGITS, KEY_RUN, LONG_RUN, QUOTE, SCHEME } from '../hints.js';
import { looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern, secondIf, whole } from './pattern.js';

/** Words that follow "Bearer" in sentences about it. */
const BEARER_WORDS =
  /^(?:auth|authentication|authorization|tokens?|scheme|header|is|was|not|of|and|or|in|for|with|required|missing|invalid|expired|realm|error|charset)(?:[.,:;]|=)?$/i;

function isBearerToken(scheme: string, token: string): boolean {
  if (BEARER_WORDS.test(token) || /^(?:x+|\.+|your[\w-]+)$/i.test(token)) return false;
  // "bearer" in lower case is an English noun too.
  return scheme[0] === 'B' || token.length >= 20 || /[^a-z]/.test(token);
}

/** RFC 7617: the base64 text of "user:password". */
function isBasicCredential(text: string): boolean {
  return text.length >= 4 && Buffer.from(text.slice(0, 1024), 'base64').includes(0x3a);
}

/** Known by their own form. */
export const FORMS: readonly SecretPattern[] = [
  {
    name: 'bearer',
    hints: SCHEME,
    // After an equals sign it may be the value alone: token_type=Bearer.
    expression: () =>
      /(?:(?<=(=))|(?<![\w=-]))(bearer)(\s{1,8}|%20|\+|,\s?(?=[\w.~+/-]{16}))([\w.~+/-]+=*)/gi,
    mask: (replacement, match, [equals, scheme, space, token]) =>
      isBearerToken(scheme as string, token as string) &&
      (equals === undefined || looksSecret(token as string, 6))
        ? `${scheme}${space}${replacement}`
        : match,
  },
  {
    name: 'basic',
    hints: SCHEME,
    expression: () => /(?<![\w-])(basic)(\s{1,8}|%20)([A-Za-z0-9+/_-]+=*)/gi,
    mask: (replacement, match, groups) =>
      isBasicCredential(groups[2] as string) ? `${groups[0]}${groups[1]}${replacement}` : match,
  },
  {
    // auth.basic('neo4j', '…'), client.login('ann', '…'), setPassword("…"), bcrypt.compare('…', hash)
    name: 'login-call',
    hints: QUOTE,
    needs: '(',
    expression: () =>
      /((?:log-?in|sign-?in|auth(?:enticate)?|basic|password|crypt|compare)\(\s?(?:\w{1,16}:\s)?(?:["'][^"'\r\n]{0,128}["'],\s{0,4})?["'])([^"'\r\n]{4,256})(?=["'])/gi,
    mask: secondIf((value) => looksSecret(value, 6)),
  },
  {
    name: 'jwt',
    hints: KEY_RUN,
    needs: 'eyJ',
    expression: () => /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g,
    mask: whole,
  },
  {
    // The signed cookie of express-session and connect, decoded.
    name: 'signed-cookie',
    hints: COLON | LONG_RUN,
    needs: 's:',
    expression: () => /(?<![\w:])s:[\w-]{24,64}\.[\w+/]{27,86}=?/g,
    mask: whole,
  },
  {
    // Facebook.
    name: 'facebook-app-token',
    hints: LONG_RUN,
    needs: '|',
    expression: () => /(?<![\w~.-])\d{15,16}\|[\w-]{27,40}/g,
    mask: whole,
  },
  {
    name: 'slack-webhook',
    hints: KEY_RUN,
    needs: 'slack.',
    expression: () => /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g,
    mask: afterFirst,
  },
  {
    name: 'webhook',
    hints: COLON,
    needs: '://',
    expression: () =>
      /((?:discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d{10,20}|\.webhook\.office\.com\/webhookb2|outlook\.office(?:365)?\.com\/webhook|hooks\.zapier\.com\/hooks\/catch|api\.telegram\.org)\/)[\w@/:-]+/g,
    mask: afterFirst,
  },
  {
    name: 'card-number',
    hints: DIGITS,
    expression: () =>
      /(?<![A-Za-z0-9])(?<!\d[.-]|[A-Z]{2}\d\d )(?:(\d{14,19})(?<=([^\r\n]{0,64}))|\d{4}([ .\u00a0\u202f-])\d{4}\3\d{4}\3\d{4}(?:\3\d{3})?|\d{4}([ .\u00a0\u202f-])\d{6}\4\d{4,5})(?![A-Za-z0-9])(?![.-]\d)/g,
    mask: (replacement, match, [digits, before]) =>
      isCardNumber(match.replace(/\D/g, '')) &&
      !(digits !== undefined && isIdentifierName((before as string).slice(0, -digits.length)))
        ? replacement
        : match,
  },
  {
    // Hashes of passwords, as crypt(3) and what follows it write them.
    name: 'password-hash',
    hints: KEY_RUN,
    needs: '$',
    expression: () =>
      /\$(?:2[abxy]?|[156y]|apr1|argon2(?:id?|d)|scrypt|pbkdf2[\w-]{0,10})\$[\w$./+=,-]{20,512}/g,
    mask: whole,
  },
];
