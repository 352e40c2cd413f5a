/** A fake secret. Built in pieces, so that secret scanners don't take this file for a leak. */
export interface FakeSecret {
  kind: string;
  /** As it stands in a log message. */
  text: string;
  /** What must not be left of it. */
  secret: string;
}

const letters = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';
const fill = (length: number): string => letters.repeat(4).slice(0, length);
const upper = (length: number): string => 'ABCDEFGHJK234567'.repeat(3).slice(0, length);

function key(kind: string, ...parts: string[]): FakeSecret {
  const secret = parts.join('');
  return { kind, text: `the key ${secret} was used`, secret };
}

const jwt = ['eyJ', 'hbGciOiJIUzI1NiJ9', '.', 'eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0', '.', fill(43)].join('');
const dashes = '-'.repeat(5);
const pemBody = `MIIEvQIBADANBg${fill(60)}\n${fill(64)}`;

export const SECRETS: readonly FakeSecret[] = [
  { kind: 'bearer', text: `Authorization: Bearer ${fill(24)}`, secret: fill(24) },
  { kind: 'basic', text: `sent Basic ${'dXNlcjpz'}${'ZWNyZXQ='} upstream`, secret: 'dXNlcjpz' },
  key('jwt', jwt),
  key('aws access key', 'AK', 'IA', upper(16)),
  key('aws temporary key', 'AS', 'IA', upper(16)),
  { kind: 'aws secret', text: `aws_secret_access_key=${fill(40)}`, secret: fill(40) },
  key('github token', 'gh', 'p_', fill(36)),
  key('github fine-grained', 'github', '_pat_', fill(40)),
  key('slack', 'xo', 'xb-', '123456789012-', fill(24)),
  key('google', 'AI', 'za', fill(35)),
  key('stripe', 'sk_', 'live_', fill(24)),
  key('npm', 'npm', '_', fill(36)),
  key('gitlab', 'gl', 'pat-', fill(20)),
  key('openai', 'sk', '-', 'proj-', fill(30)),
  key('sendgrid', 'S', 'G.', fill(22), '.', fill(40)),
  {
    kind: 'azure',
    text: `DefaultEndpointsProtocol=https;AccountName=a;${'Account'}Key=${fill(64)}==;EndpointSuffix=core`,
    secret: fill(64),
  },
  {
    kind: 'pem',
    text: `${dashes}BEGIN RSA PRIVATE KEY${dashes}\n${pemBody}\n${dashes}END RSA PRIVATE KEY${dashes}`,
    secret: 'MIIEvQIBADANBg',
  },
  { kind: 'url credentials', text: `GET https://admin:${'hunter'}2@db.example/x failed`, secret: 'hunter2' },
  { kind: 'database url', text: `postgres://app:${'p@ss'}-word@db:5432/app`, secret: '-word' },
  { kind: 'sas', text: `https://x.blob.example/f?sv=1&sig=${fill(30)}%3D&se=2`, secret: fill(30) },
  { kind: 's3', text: `/f?X-Amz-Date=1&X-Amz-Signature=${fill(64)}`, secret: fill(64) },
  { kind: 'gcs', text: `https://s.example/f?X-Goog-Signature=${fill(64)}&x=1`, secret: fill(64) },
  { kind: 'card', text: `paid with 4111 1111${' 1111 '}1111 today`, secret: '1111 1111' },
  { kind: 'card digits', text: `paid with 55555555${'55554444'} today`, secret: '55554444' },
  { kind: 'json', text: `body {"user":"a","password":"${'correct'}-horse"}`, secret: 'correct-horse' },
  { kind: 'assignment', text: `login?user=a&password=${'correct'}-horse`, secret: 'correct-horse' },
  { kind: 'inspected', text: `{ user: 'a', password: '${'correct'} horse' }`, secret: 'horse' },
  { kind: 'label', text: `password: ${'correct'}-h0rse`, secret: 'correct-h0rse' },
  { kind: 'token in a URL', text: `clone https://${fill(24)}@git.example/a`, secret: fill(24) },
  { kind: 'slack webhook', text: `https://hooks.slack.com/services/T000/B000/${fill(24)}`, secret: fill(24) },
  { kind: 'cookie', text: `Cookie: sid=${fill(20)}; theme=dark`, secret: fill(20) },
  { kind: 'before its word', text: `${'hunter'}22 is the password for ann`, secret: 'hunter22' },
  { kind: 'imap', text: `A001 LOGIN ann ${'hunter'}22`, secret: 'hunter22' },
  { kind: 'snmp', text: `snmp-server community ${'hunter'}22 RO`, secret: 'hunter22' },
  { kind: 'net user', text: `net user ann ${'hunter'}22 /add`, secret: 'hunter22' },
  { kind: 'sql hash', text: `SELECT 1 FROM u WHERE h = MD5('${'hunter'}22')`, secret: 'hunter22' },
  { kind: 'sql key', text: `SELECT AES_DECRYPT(card, '${'hunter'}22') FROM t`, secret: 'hunter22' },
  { kind: 'identified by', text: `CREATE USER ann IDENTIFIED BY "${'hunter'}22"`, secret: 'hunter22' },
  { kind: 'pgpass', text: `*:*:*:ann:${'hunter'}22`, secret: 'hunter22' },
  { kind: 'netrc', text: `machine a.example login ann password ${'hunter'}22`, secret: 'hunter22' },
  { kind: 'passin', text: `openssl rsa -in a -passin pass:${'hunter'}22`, secret: 'hunter22' },
  { kind: 'curl', text: `curl -u ann:${'hunter'}22 https://a.example`, secret: 'hunter22' },
  { kind: 'mysql', text: `mysql -uroot -p${'hunter'}22 shop`, secret: 'hunter22' },
  { kind: 'redis', text: `redis://:${'hunter'}22@cache:6379/0`, secret: 'hunter22' },
  { kind: 'ado.net', text: `Server=db;User Id=sa;Password=${'hunter'}22;x=1`, secret: 'hunter22' },
  { kind: 'jdbc', text: `jdbc:postgresql://db/a?user=ann&password=${'hunter'}22`, secret: 'hunter22' },
];
