import { ANGLE, AT, COLON, DASHES, DIGITS, EQUALS, KEY_RUN, QUOTE, SCHEME } from './hints.js';
import { isCardNumber } from './luhn.js';
import type { Form } from './named-values.js';
import { isLoginSecret, isMeasure, isPlaceholder, isRemark, looksSecret } from './value-shape.js';

/** Whether the value of a name is a secret, written in this form. */
export type IsSecret = (name: string, value: string, form: Form) => boolean;

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

/** Searched for before the values of names, which may be parts of them. */
export const FIRST_PATTERNS: readonly SecretPattern[] = [
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
    name: 'url-credentials',
    hints: COLON | AT,
    needs: '://',
    expression: /(:\/\/)([^\s/?#@:"'<>\\]{0,128}):([^\s/?#"'<>\\]{1,256})@(?!sha\d)/g,
    mask: (replacement) => `://${replacement}:${replacement}@`,
  },
  {
    // redis://:p/a#b c@host: no URL that parses, but what people write, and what errors of parsers repeat. A port
    // is no password.
    name: 'url-odd-credentials',
    hints: COLON | AT,
    needs: '://',
    expression:
      /(?<![\w+.-])([a-z][\w+.-]{1,20}:\/\/)([^\s/?#@:"'<>\\]{0,128}):(?!\d{1,5}(?:[\s/?#),;.]|$))([^\r\n@]{1,128})@(?!sha\d)(?=[\w.[-]+(?:[:/?,\s"'`)]|$))/gi,
    mask: (replacement, match, groups) =>
      match.includes(replacement) ||
      (/^(?:https?|wss?|docker|oci):/i.test(match) && /[\s,]/.test(groups[2] as string))
        ? match
        : `${groups[0]}${replacement}:${replacement}@`,
  },
  {
    // A long user name without a password is a token: https://TOKEN@host.
    name: 'url-token',
    hints: COLON | AT,
    needs: '://',
    expression: /(:\/\/)[^\s/?#@:"'<>\\]{16,256}@/g,
    mask: (replacement, match) => (match.includes(replacement) ? match : `://${replacement}@`),
  },
];

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    name: 'bearer',
    hints: SCHEME,
    // After an equals sign it may be the value alone: token_type=Bearer.
    expression: /(?:(?<=(=))|(?<![\w=-]))(bearer)(\s{1,8}|%20|\+)([\w.~+/-]+=*)/gi,
    mask: (replacement, match, [equals, scheme, space, token]) =>
      isBearerToken(scheme as string, token as string) &&
      (equals === undefined || looksSecret(token as string, 6))
        ? `${scheme}${space}${replacement}`
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
    // <password>…</password>
    name: 'xml-element',
    hints: ANGLE,
    needs: '</',
    expression:
      /(<(?:[\w.-]{1,32}:)?([\w.-]{2,64})(?:\s[^<>]{0,256})?>(?:<!\[CDATA\[)?)([^<>\]]{1,4096})(?=\]\]>|<\/)/g,
    mask: (replacement, match, groups, isSecret) =>
      isSecret(groups[1] as string, (groups[2] as string).trim(), 'quoted')
        ? `${groups[0]}${replacement}`
        : match,
  },
  {
    // {"name":"X-Api-Key","value":"…"}, <add key="ApiKey" value="…"/>
    name: 'name-and-value',
    hints: QUOTE,
    needs: 'alue',
    expression:
      /((?:name|key|header|field)(?:\\?["'])?\s{0,4}[:=]\s{0,4}\\?["'])([\w.-]{2,64})(\\?["'][\s,]{1,8}(?:\\?["'])?value(?:\\?["'])?\s{0,4}[:=]\s{0,4}\\?["'])([^"'\\]{1,4096})/gi,
    mask: (replacement, match, groups, isSecret) =>
      isSecret(groups[1] as string, groups[3] as string, 'quoted')
        ? `${groups[0]}${groups[1]}${groups[2]}${replacement}`
        : match,
  },
  {
    // ["--password", "…"], ["X-Api-Key","…"], setProperty("DB_PASSWORD", "…"). Lists of names look the same, so a
    // value has to look like a secret.
    name: 'quoted-pair',
    hints: QUOTE,
    needs: ',',
    expression: /(\\?["'])((?:--?)?)([\w.-]{2,64})\1(\s{0,8},\s{0,8})\1([^"'\\\r\n]{1,4096})/g,
    mask: (replacement, match, groups, isSecret) => {
      const [quote, flag, name, comma, value] = groups as string[];
      return isSecret(name as string, value as string, flag === '' ? 'loose' : 'tight') &&
        (flag !== '' || looksSecret(value as string, 6))
        ? `${quote}${flag}${name}${quote}${comma}${quote}${replacement}`
        : match;
    },
  },
  {
    // --password …, as on a command line.
    name: 'flag',
    hints: DASHES,
    expression:
      /(?<![\w-])(--[A-Za-z][\w-]{1,63})(\s{1,4})(?!-)("[^"\r\n]{1,256}"?|'[^'\r\n]{1,256}'?|[^\s"'<>[]{1,256})/g,
    mask: (replacement, match, groups, isSecret) =>
      isSecret((groups[0] as string).slice(2), (groups[2] as string).replace(/^["']|["']$/g, ''), 'tight')
        ? `${groups[0]}${groups[1]}${replacement}`
        : match,
  },
  {
    // curl -u user:password
    name: 'curl-user',
    hints: COLON,
    needs: 'curl ',
    expression:
      /(\s(?:-u|--user|-U|--proxy-user)[ =]{0,4})(["']?)([^\s:"']{0,128}["']?:["']?)([^\s"']{0,256})/g,
    mask: (replacement, match, [flag, quote, user, password]) =>
      isRemark((password === '' ? user : password) as string)
        ? match
        : `${flag}${quote}${replacement}:${replacement}`,
  },
  {
    // mysql -uroot -pX, sshpass -p X, docker login -u a -p X. `docker run --name mysql -p3306:3306` maps ports.
    name: 'client-password',
    hints: DASHES,
    expression:
      /(?<![\w-])((?:(?:mysql(?:dump|admin|import|check|show|slap|pump|sh)?|mariadb(?:-(?:dump|admin|import|check))?|mycli)(?:\.exe)?(?=\s)[^\r\n|;]{0,256}?\s-p|sshpass\s{1,4}-p\s{0,4}|(?:docker|podman)\s{1,4}login(?=\s)[^\r\n|;]{0,256}?\s-p\s{1,4})(["']?))([^\s"'`;|]{1,256})/g,
    mask: (replacement, match, [command, _quote, password]) =>
      isPlaceholder(password as string) ||
      ((password as string).includes(':') && isMeasure(password as string))
        ? match
        : `${command}${replacement}`,
  },
  {
    // What a login's redirect brings back: OAuth's code, CAS's ticket. `code` says little alone, so that it has to be a
    // long random text, or to stand beside the parameters of OAuth.
    name: 'login-query',
    hints: EQUALS,
    expression:
      /((?:^|[?&#])(?:code|ticket|oauth_verifier|oobCode|SAMLart|assertion)=)(?:(?<=(?:^|[?&#])((?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=[^\s&#"']{0,256}&\w{4,14}=)|)([^\s&#"'`<>\\,;]{6,4096})(?=((?:&[\w.-]{1,32}=[^\s&#"']{0,256}){0,3}?&(?:(?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=)?)/gi,
    mask: (replacement, match, [name, before, value, after]) => {
      const isLogin = before !== undefined || after !== undefined;
      return isLoginSecret(value as string, isLogin) ? `${name}${replacement}` : match;
    },
  },
  {
    // "the password is X", "login failed with password X": only what no word looks like.
    name: 'prose-password',
    hints: KEY_RUN,
    needs: 'assword',
    expression: /(?<![\w-])(password(?:\s{1,4}(?:is|was))?\s{1,4})([\w!#$%&*+./=?@^~-]{12,128})/gi,
    mask: (replacement, match, [words, value]) =>
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/.test(value as string) && looksSecret(value as string, 12)
        ? `${words}${replacement}`
        : match,
  },
  {
    // ALTER USER b WITH PASSWORD '…', IDENTIFIED BY '…'; in prose: with password "…".
    name: 'sql-password',
    hints: QUOTE,
    expression:
      /(?<!\w)(password|identified\s{1,4}(?:with\s{1,4}[\w'"`]{1,40}\s{1,4})?(?:by|as)(?:\s{1,4}password)?)(\s{1,4}(?:=\s{1,4})?)(?:'((?:''|[^'\r\n])+)|"([^"\r\n]+))/gi,
    mask: (replacement, match, [words, space, text, quoted]) => {
      if (text !== undefined) return `${words}${space}'${replacement}`;
      return looksSecret(quoted as string, 6) ? `${words}${space}"${replacement}` : match;
    },
  },
  {
    // Microsoft Entra ID's client secrets, HashiCorp's atlasv1, MaxMind, Mailchimp, Telegram and Discord bots: known by a
    // part in the middle or at the end.
    name: 'vendor-infix',
    hints: KEY_RUN,
    expression:
      /(?<![\w~.-])(?:[\w~.]{3}\dQ~[\w~.-]{16,}|[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}|\w{6}_\w{29}_mmk(?!\w)|[a-f0-9]{32}-us\d{1,2}(?!\w)|\d{15,16}\|[\w-]{27,40}|\d{8,10}:AA[\w-]{32,}|[MNO][A-Za-z0-9_-]{23,27}\.[\w-]{6}\.[\w-]{27,})/g,
    mask: whole,
  },
  {
    name: 'slack-webhook',
    hints: KEY_RUN,
    needs: 'hooks.slack.com/',
    expression: /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g,
    mask: afterFirst,
  },
  {
    name: 'webhook',
    hints: COLON,
    needs: '://',
    expression:
      /((?:discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d{10,20}|\.webhook\.office\.com\/webhookb2|hooks\.zapier\.com\/hooks\/catch|api\.telegram\.org)\/)[\w@/:-]+/g,
    mask: afterFirst,
  },
  {
    name: 'card-number',
    hints: DIGITS,
    expression:
      /(?<![A-Za-z0-9])(?<!\d[.-])(?:\d{14,19}|\d{4}([ .\u00a0\u202f-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ .\u00a0\u202f-])\d{6}\2\d{4,5})(?![A-Za-z0-9])(?![.-]\d)/g,
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
