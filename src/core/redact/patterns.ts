import { AT, COLON, DIGITS, EQUALS, KEY_RUN, QUOTE, SCHEME } from './hints.js';
import { isCardNumber } from './luhn.js';
import { type IsSecret, maskNested } from './nested.js';
import { maskQuotedName, QUOTED_NAME } from './quoted-name.js';

/** One kind of secret in text. `mask` gets the match and its groups and returns the text in its place. */
export interface SecretPattern {
  name: string;
  /** Text without all of these hints has no match. */
  hints: number;
  /** Nor has text without this. */
  needs?: string;
  /**
   * Global; linear on any input: a bounded or open-ended run is never repeated, and an open-ended run can't start
   * again inside itself.
   */
  expression: RegExp;
  /** Returns the match itself when it isn't a secret after all. */
  mask(
    replacement: string,
    match: string,
    groups: readonly (string | undefined)[],
    isSecret: IsSecret,
  ): string;
}

const whole = (replacement: string): string => replacement;
const afterFirst = (replacement: string, _: string, groups: readonly (string | undefined)[]): string =>
  groups[0] + replacement;

/** Words that follow "Bearer" in sentences about it. */
const BEARER_WORDS =
  /^(?:auth|authentication|authorization|tokens?|scheme|header|is|was|not|of|and|or|in|for|with|required|missing|invalid|expired)[.,:;]?$/i;

function isBearerToken(scheme: string, token: string): boolean {
  if (BEARER_WORDS.test(token)) return false;
  // "bearer" in lower case is an English noun too.
  return scheme[0] === 'B' || token.length >= 20 || /[^a-z]/.test(token);
}

/** RFC 7617: the base64 text of "user:password". */
function isBasicCredential(text: string): boolean {
  return text.length >= 4 && Buffer.from(text.slice(0, 1024), 'base64').includes(0x3a);
}

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    // Up to the end of the text when the end line was cut off.
    name: 'pem-private-key',
    hints: KEY_RUN,
    needs: '-----BEGIN',
    expression:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    mask: whole,
  },
  {
    name: 'header',
    hints: COLON,
    expression:
      /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(["']?[ \t]{0,8}:[ \t]{0,8})(?![ \t"'\\[{])([^\r\n"'\\]+)/gi,
    mask: (replacement, _, groups) => {
      const scheme = /^(?:Bearer|Basic|Digest|Token|Negotiate) /i.exec(groups[2] as string)?.[0] ?? '';
      return `${groups[0]}${groups[1]}${scheme}${replacement}`;
    },
  },
  {
    name: 'bearer',
    hints: SCHEME,
    expression: /(?<![\w-])(bearer)(\s{1,8}|%20|\+)([\w.~+/-]+=*)/gi,
    mask: (replacement, match, groups) =>
      isBearerToken(groups[0] as string, groups[2] as string)
        ? `${groups[0]}${groups[1]}${replacement}`
        : match,
  },
  {
    name: 'basic',
    hints: SCHEME,
    expression: /(?<![\w-])(basic)(\s{1,8}|%20)([A-Za-z0-9+/_-]+=*)/gi,
    mask: (replacement, match, groups) =>
      isBasicCredential(groups[2] as string) ? `${groups[0]}${groups[1]}${replacement}` : match,
  },
  {
    name: 'jwt',
    hints: KEY_RUN,
    needs: 'eyJ',
    expression: /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g,
    mask: whole,
  },
  {
    name: 'url-credentials',
    hints: COLON | AT,
    needs: '://',
    expression: /(:\/\/)([^\s/?#@:"'<>\\]{0,128}):([^\s/?#"'<>\\]{1,256})@/g,
    mask: (replacement) => `://${replacement}:${replacement}@`,
  },
  {
    // A long user name without a password is a token: https://TOKEN@host.
    name: 'url-token',
    hints: COLON | AT,
    needs: '://',
    expression: /(:\/\/)[^\s/?#@:"'<>\\]{16,256}@/g,
    mask: (replacement, match) => (match.includes(replacement) ? match : `://${replacement}@`),
  },
  {
    // The keys that semantic conventions list for url.query, and AWS Signature Version 4's; case-sensitive as they say.
    name: 'signed-url',
    hints: EQUALS,
    expression:
      /((?:^|[?&;\s])(?:AWSAccessKeyId|Signature|sig|X-Goog-Signature|X-Goog-Credential|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token)=)[^&\s"'<>\\]+/g,
    mask: afterFirst,
  },
  {
    // "password":"…" and "pin":1234, also inside a string of JSON that was quoted again.
    name: 'quoted-name',
    hints: QUOTE,
    expression: QUOTED_NAME,
    mask: maskQuotedName,
  },
  {
    // password: '…', as util.inspect writes it.
    name: 'quoted-value',
    hints: QUOTE | COLON,
    expression: /(?<![\w.-])([\w.-]{2,64})(\s{0,8}:\s{0,8})(["'`])((?:\\.|(?!\3)[^\r\n\\])+)/g,
    mask: (replacement, match, groups, isSecret) =>
      isSecret(groups[0] as string, groups[3] as string)
        ? `${groups[0]}${groups[1]}${groups[2]}${replacement}`
        : match,
  },
  {
    // password=…, api_key=…, AccountKey=…: by the same rule as fields' names.
    name: 'assignment',
    hints: EQUALS,
    expression: /(?<![\w.-])([A-Za-z_][\w.-]{1,63})(=)(?!=)("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s&;,"'<>\\]+)/g,
    mask: (replacement, _, groups, isSecret) =>
      isSecret(groups[0] as string, groups[2] as string)
        ? `${groups[0]}=${replacement}`
        : `${groups[0]}=${maskNested(groups[2] as string, replacement, isSecret)}`,
  },
  {
    // password: hunter2. In prose a colon often follows such a word, so the value has to look like one.
    name: 'label',
    hints: COLON,
    expression:
      /(?<![\w-])((?:password|passwd|passphrase|api[ _-]?key|(?:access|client|secret|private)[ _-]?(?:key|token|secret)) {0,2}: {0,2})(?=[^\s]{0,64}[\d!#$%^&*+=_])([^\s,;"'`]{4,})/gi,
    mask: (replacement, match, groups) => (groups[1]?.startsWith('[') ? match : `${groups[0]}${replacement}`),
  },
  {
    name: 'vendor-key',
    hints: KEY_RUN,
    expression:
      /(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|[rs]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9+/]{16,}|npm_[A-Za-z0-9]{30,}|gl(?:pat|ptt|dt|rt)-[\w-]{16,}|sk-[\w-]{20,}|hf_[A-Za-z0-9]{30,}|dop_v1_[a-f0-9]{32,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32,}|pypi-[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{16,})/g,
    mask: whole,
  },
  {
    name: 'slack-webhook',
    hints: KEY_RUN,
    needs: 'hooks.slack.com/',
    expression: /(hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]+/g,
    mask: afterFirst,
  },
  {
    name: 'card-number',
    hints: DIGITS,
    expression:
      /(?<!\w)(?<!\d[.-])(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})(?!\w)(?!-\d)/g,
    mask: (replacement, match) => (isCardNumber(match.replace(/\D/g, '')) ? replacement : match),
  },
];

/** RFC 5321's sizes; opt-in. */
export const EMAIL_PATTERN: SecretPattern = {
  name: 'email',
  hints: AT,
  expression:
    /(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}/g,
  mask: whole,
};
