import { COLON, DASHES, EQUALS, KEY_RUN, PASS, WORD } from '../hints.js';
import { isMeasure, isMixed, isPlaceholder, isRemark, looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern, secondIf, secondUnlessPlaceholder } from './pattern.js';

/** Programs, and the flags before their passwords. */
const CLIENTS = [
  [
    '(?:mysql(?:dump|admin|import|check|show|slap|pump|sh)?|mariadb(?:-(?:dump|admin|import|check))?|mycli)(?:\\.exe)?',
    '-p',
  ],
  ['sshpass', '-p\\s{0,4}'],
  ['(?:docker|podman|nerdctl|helm registry|az)\\s{1,4}login', '-p\\s{1,4}'],
  ['mongo(?:sh|dump|restore|export|import)?', '-p\\s{1,4}(?!\\d{1,5}\\b)'],
  ['redis-cli', '-a\\s{1,4}'],
  ['ldap(?:search|modify|add|delete|whoami|passwd)', '-w\\s{1,4}'],
  ['(?:sqlcmd|bcp|isql|mosquitto_(?:pub|sub)|zip|unzip)', '-P\\s{1,4}'],
  ['openssl\\s{1,4}[\\w-]{2,24}', '-(?:k|K|pass|hmac)\\s{1,4}(?!(?:env|file|fd|pass):)'],
  ['(?:useradd|usermod|rdesktop|psexec(?:\\.exe)?)', '-p\\s{1,4}'],
  ['htpasswd', '-[A-Za-z]{0,6}b[A-Za-z]{0,6}\\s(?:[^\\s-]\\S{0,128}\\s{1,4}){1,2}'],
  ['ssh-keygen', '-[NP]\\s{1,4}'],
  ['(?:7za?|rar|unrar)', '-p'],
  ['(?:cqlsh|ncftp(?:put|get|ls)?)', '-p\\s{1,4}'],
  ['lftp', '-u\\s{1,4}[^\\s,]{1,64},'],
  ['(?:https?|xh)', '-a\\s{1,4}[^\\s:]{1,64}:'],
  ['snmp\\w{2,9}', '-[cAX]\\s{1,4}'],
  ['smbclient', '-U\\s{0,4}[^\\s%]{1,64}%'],
];

/** Takes no value. */
const SWITCH = /^--?(?:no|skip|disable|enable|require|with|without|show|generate|reset|change|use)-/;
/** `--token TOKEN`, in a usage text. */
const METAVARIABLE = /^[A-Z][A-Z_-]*[\])]?$/;
/** Where OpenSSL is to look for a password. */
const SOURCE = /^(?:env|file|fd):/;

/** Of command lines. */
export const COMMANDS: readonly SecretPattern[] = [
  {
    // --password …, -storepass …
    name: 'flag',
    hints: DASHES,
    expression: () =>
      /(?<![\w-])(--?[A-Za-z][\w-]{1,63})(\s{1,4})(?!-)("[^"\r\n]{1,256}"?|'[^'\r\n]{1,256}'?|[^\s"'<>[]{1,256})/g,
    mask: (replacement, match, [flag, space, value], isSecret) => {
      const bare = (value as string).replace(/^["']|["']$/g, '');
      const isSaid = SWITCH.test(flag as string) || METAVARIABLE.test(bare) || SOURCE.test(bare);
      return !isSaid && isSecret((flag as string).replace(/^-+/, ''), bare, 'tight')
        ? `${flag}${space}${replacement}`
        : match;
    },
  },
  {
    // curl -u user:password
    name: 'curl-user',
    hints: COLON,
    needs: 'curl ',
    expression: () =>
      /(\s(?:-[A-Za-z]{0,4}u|--user|-U|--proxy-user)[ =]{0,4})(["']?)([^\s:"']{0,128}["']?:["']?)([^\s"']{0,256})/g,
    mask: (replacement, match, [flag, quote, user, password]) =>
      isRemark((password === '' ? user : password) as string)
        ? match
        : `${flag}${quote}${replacement}:${replacement}`,
  },
  {
    // etcdctl --user root:password; docker's --user has numbers and groups
    name: 'user-flag',
    hints: COLON | DASHES,
    needs: '--user',
    expression: () => /(--user[ =]["']?[\w.@-]{1,64}:)([^\s"']{6,256})/g,
    mask: secondIf((value) => looksSecret(value, 6)),
  },
  {
    // mysql -uroot -pX, sshpass -p X, docker login -u a -p X, redis-cli -a X. `docker run --name mysql -p3306:3306` maps ports.
    name: 'client-password',
    hints: DASHES,
    expression: () =>
      new RegExp(
        `(?<![\\w-])((?:${CLIENTS.map(([client, flag]) => `${client}(?=[\\s"'])[^\\r\\n|;]{0,256}?[\\s"']${flag}`).join('|')})["']?)([^\\s"'\`;|]{1,256})`,
        'g',
      ),
    mask: secondIf((value) => !isPlaceholder(value) && !(value.includes(':') && isMeasure(value))),
  },
  {
    // openssl … -passin pass:X
    name: 'pass-source',
    hints: COLON | DASHES,
    needs: ' pass:',
    expression: () => /(\s-pass(?:in|out)?\s{1,4}["']?pass:)([^\s"']{1,256})/g,
    mask: secondUnlessPlaceholder,
  },
  {
    // openssl passwd -6 X; without an option only what is no word.
    name: 'openssl-passwd',
    hints: PASS,
    needs: 'passwd ',
    expression: () =>
      /(\bopenssl\s{1,4}passwd\s{1,4}((?:-(?:salt\s{1,4}\S{1,64}|[156]|a?apr1|aixmd5|crypt|noverify|quiet|reverse|table)\s{1,4}){0,6})["']?)([^\s"'|;&<>-][^\s"'|;&<>]{0,255})/g,
    mask: (replacement, match, [before, options, password]) =>
      isRemark(password as string) || (options === '' && !looksSecret(password as string, 6))
        ? match
        : `${before}${replacement}`,
  },
  {
    // kubectl create secret generic db --from-literal=url=X; those of a configmap are no secrets.
    name: 'secret-literal',
    hints: DASHES | EQUALS,
    needs: 'literal',
    expression: () =>
      /(--from-literal[= ]["']?[\w.-]{1,253}=["']?)(?<=\bsecret\s{1,4}generic\s[^\r\n;|]{0,1024})((?<==["']|["'][\w.-]{1,253}=)[^"'\r\n]{1,4096}|[^\s"']{1,4096})/g,
    mask: secondUnlessPlaceholder,
  },
  {
    // xfreerdp /u:ann /p:X; msbuild's /p: sets a property.
    name: 'rdp-password',
    hints: COLON,
    needs: ' /p:',
    expression: () =>
      /(\s\/p:["']?)(?<=(?:freerdp\d?(?:\.exe)?|\s\/u:\S{1,128})\s[^\r\n|;]{0,256})([^\s"']{1,256})/g,
    mask: secondUnlessPlaceholder,
  },
  {
    // net user ann X /add, net use Z: \\host\share X /user:ann, net use … /user:ann X
    name: 'net-user',
    hints: WORD,
    needs: ' /',
    expression: () =>
      /(\bnet1?(?:\.exe)?\s{1,4}(?:user\s{1,4}(?:"[^"]{1,64}"|[^\s"/]{1,64})\s{1,4}(?=\S{1,128}\s{1,4}\/)|use\s[^\r\n]{0,256}?\\\S{1,128}\s{1,4}(?:\/user:\S{1,128}\s{1,4}|(?=\S{1,128}\s{1,4}\/user:))))(?![/*])([^\s]{1,128})/gi,
    mask: afterFirst,
  },
  {
    // aws configure set aws_secret_access_key X, npm config set //registry.example.com/:_authToken X
    name: 'config-set',
    hints: KEY_RUN,
    needs: 'onfig',
    expression: () =>
      /(\bconfig(?:ure)?\s{1,4}set\s{1,4}(?:\S{1,128}:)?([\w.-]{2,64})\s{1,4}["']?)([^\s"']{1,512})/gi,
    mask: (replacement, match, [before, name, value], isSecret) =>
      isSecret(name as string, value as string, 'tight') ? `${before}${replacement}` : match,
  },
  {
    // echo ann:X | chpasswd
    name: 'chpasswd',
    hints: COLON | PASS,
    needs: 'chpassw',
    expression: () => /([\w.-]{1,64}:)([^\s:"'|]{1,128})(?=["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd)/g,
    mask: afterFirst,
  },
  {
    // -p X of any program: a port, a path, a project or a package looks otherwise.
    name: 'short-flag',
    hints: DASHES,
    needs: ' -',
    expression: () => /(\s-[pP](?:\s{1,4}|=)?["']?)([\w!#$%&*+.=?@^~-]{8,128})(?=["'\s]|$)/g,
    mask: secondIf(isMixed),
  },
  {
    // echo X | docker login --password-stdin
    name: 'piped',
    hints: DASHES,
    needs: 'echo ',
    expression: () =>
      /(?<![\w-])(echo\s{1,4}(?:-n\s{1,4})?["']?)([^\s"'|$]{1,256})(?=["']?\s{0,4}\|[^\r\n|]{0,128}(?:-stdin|sudo -S|--passphrase-fd))/g,
    mask: afterFirst,
  },
];
