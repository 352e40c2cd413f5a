import { AMPERSAND, ANGLE, COLON, QUOTE } from '../hints.js';
import { looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern } from './pattern.js';

/** Groups: all before the value, the name in that, the value. */
const namedSecond: SecretPattern['mask'] = (replacement, match, [before, name, value], isSecret) =>
  isSecret(name as string, (value as string).trim(), 'quoted') ? `${before}${replacement}` : match;

/** The values of names in XML, lists and settings. */
export const MARKUP: readonly SecretPattern[] = [
  {
    // <password>…</password>
    name: 'xml-element',
    hints: ANGLE,
    needs: '</',
    expression: () =>
      /(<(?:[\w.-]{1,32}:)?([\w.-]{2,64})(?:\s[^<>]{0,256})?>(?:<!\[CDATA\[)?)([^<>\]]{1,4096})(?=\]\]>|<\/)/g,
    mask: namedSecond,
  },
  {
    // &lt;password&gt;…&lt;/password&gt;
    name: 'escaped-xml-element',
    hints: AMPERSAND,
    needs: '&lt;/',
    expression: () =>
      /(&lt;(?:[\w.-]{1,32}:)?([\w.-]{2,64})(?:\s[^&<>]{0,256})?&gt;)([^&<>]{1,4096})(?=&lt;\/)/g,
    mask: namedSecond,
  },
  {
    // <property name="db.password">…</property>
    name: 'named-xml-element',
    hints: ANGLE | QUOTE,
    needs: '</',
    expression: () =>
      /(<\w[\w.:-]{0,63}\s[^<>]{0,256}?\b(?:name|key|id)=["']([\w./-]{2,64})["'][^<>]{0,256}>(?:\s{0,16}<value>)?)([^<>]{1,4096})(?=<\/)/g,
    mask: namedSecond,
  },
  {
    // <password value="…"/>
    name: 'xml-value',
    hints: ANGLE | QUOTE,
    needs: 'value=',
    expression: () => /(<([\w.-]{2,64})\s(?:[^<>]{0,128}?\s)?value=["'])([^"'<>]{1,4096})/g,
    mask: namedSecond,
  },
  {
    // MySQL: the name of an index comes after its value, and often holds that of the column.
    name: 'duplicate-entry',
    hints: QUOTE,
    needs: 'Duplica',
    expression: () => /(Duplicate entry ')([^'\r\n]{1,1024})(' for key '(?:[\w.]{1,64}\.)?(\w{2,64})')/gi,
    mask: (replacement, match, [before, value, after, index], isSecret) => {
      const names = [
        index as string,
        (index as string).replace(/^(?:uq|uk|idx|unique)_|_(?:uq|uk|idx|key|unique)$/gi, ''),
      ];
      return names.some((name) => isSecret(name, value as string, 'quoted'))
        ? `${before}${replacement}${after}`
        : match;
    },
  },
  {
    // Property lists.
    name: 'plist-key',
    hints: ANGLE,
    needs: '</key>',
    expression: () => /(<key>([\w.-]{2,64})<\/key>\s{0,16}<string>)([^<>]{1,4096})/g,
    mask: namedSecond,
  },
  {
    // Multi-part bodies, also where their line breaks are escaped.
    name: 'form-data',
    hints: QUOTE,
    needs: 'form-da',
    expression: () =>
      /(form-data;[^\r\n]{0,128}?\bname=\\?["']([\w.[\]-]{1,64})\\?["'](?:\r?\n[^\r\n]{1,128}){0,3}(?:(?:\r?\n){2}|(?:\\r)?\\n(?:\\r)?\\n))([^\r\n\\]{1,4096})/g,
    mask: namedSecond,
  },
  {
    // - name: DB_PASSWORD
    //   value: …
    name: 'yaml-name-and-value',
    hints: COLON,
    needs: 'value:',
    expression: () =>
      /(\bname:[ \t]{1,4}["']?([\w./-]{2,64})["']?[ \t]{0,8}\r?\n\s{0,32}value:[ \t]{1,4}["']?)([^\s"'{][^\r\n"']{0,4096})/g,
    mask: namedSecond,
  },
  {
    // "password" with value "…" fails to match
    name: 'with-value',
    hints: QUOTE,
    needs: 'with va',
    expression: () => /(["']([\w.-]{2,64})["'] with value ["'])([^"'\r\n]{1,4096})/g,
    mask: namedSecond,
  },
  {
    // Mongoose: Path `password` (`…`) is shorter than the minimum allowed length (8).
    name: 'path-and-value',
    hints: QUOTE,
    needs: '` (`',
    expression: () => /(`([\w.-]{2,64})` \(`)([^`\r\n]{1,4096})/g,
    mask: namedSecond,
  },
  {
    // JSON Web Keys: { kty: 'RSA', n: '…', d: '…' }
    name: 'json-web-key',
    hints: QUOTE,
    needs: 'kty',
    expression: () => /((?<![\w-])(?:k|d|p|q|dp|dq|qi)\\?["']?\s?:\s?\\?["'])[\w-]{16,4096}/g,
    mask: afterFirst,
  },
  {
    // ioredis: { name: 'auth', args: [ 'default', '…' ] }, { name: 'hello', args: [ '3', 'AUTH', 'default', '…' ] }
    name: 'redis-auth',
    hints: QUOTE,
    needs: 'args',
    expression: () => /(\bname["']?:\s?["'](?:auth|hello)["'],\s{0,8}["']?args["']?:\s?\[)[^\]]{1,512}/gi,
    mask: afterFirst,
  },
  {
    // {"name":"X-Api-Key","value":"…"}, <add key="ApiKey" value="…"/>
    name: 'name-and-value',
    hints: QUOTE,
    needs: 'alue',
    expression: () =>
      /((?:name|key|header|field)(?:\\?["'])?\s{0,4}[:=]\s{0,4}\\?["'])([\w./-]{2,64})(\\?["'][\s,]{1,8}(?:\\?["'])?(?:parameter)?value(?:\\?["'])?\s{0,4}[:=]\s{0,4}\\?["'])([^"'\\]{1,4096})/gi,
    mask: (replacement, match, groups, isSecret) =>
      isSecret(groups[1] as string, groups[3] as string, 'quoted')
        ? `${groups[0]}${groups[1]}${groups[2]}${replacement}`
        : match,
  },
  {
    // ["--password", "…"], ["X-Api-Key","…"], fill('#password', '…'), setProperty("DB_PASSWORD", "…"). Lists of names look the same, so a
    // value has to look like a secret.
    name: 'quoted-pair',
    hints: QUOTE,
    needs: ',',
    expression: () => /(\\?["'])((?:--?|#)?)([\w.-]{2,64})\1(\s{0,8},\s{0,8})\1([^"'\\\r\n]{1,4096})/g,
    mask: (replacement, match, groups, isSecret) => {
      const [quote, flag, name, comma, value] = groups as string[];
      const isFlag = flag?.startsWith('-') === true;
      return isSecret(name as string, value as string, isFlag ? 'tight' : 'loose') &&
        (isFlag || looksSecret(value as string, 6))
        ? `${quote}${flag}${name}${quote}${comma}${quote}${replacement}`
        : match;
    },
  },
];
