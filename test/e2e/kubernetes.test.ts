import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { agentWithRoutes, readAgent } from '../support/backends/agent.js';
import { binary, ROOT } from '../support/backends/binaries.js';
import { DEFAULT_CONFIG } from '../support/backends/collector.js';
import { validate } from '../support/backends/validate.js';

const run = promisify(execFile);
const manifest = (name: string): string => join(ROOT, 'deploy', 'kubernetes', name);
const read = (path: string): string => readFileSync(path, 'utf8');

interface Container {
  image: string;
  args?: string[];
  env?: { name: string; value?: string }[];
}

function containerOf(name: string, kind: string): Container {
  const documents = parseAllDocuments(read(manifest(name))).map((document) => document.toJS());
  return documents.find((document) => document.kind === kind).spec.template.spec.containers[0];
}

/** Names in the ConfigMap are the files' names: what `--from-file` makes of the repository's. */
function repositoryPath(argument: string): string {
  const file = basename(argument);
  return file === DEFAULT_CONFIG ? file : join('deploy/collector', file);
}

describe('deploy/kubernetes', () => {
  test.each([
    ['agent.yaml', ['Service', 'DaemonSet']],
    ['gateway.yaml', ['Service', 'StatefulSet', 'PodDisruptionBudget', 'HorizontalPodAutoscaler']],
    ['app.yaml', ['Deployment']],
  ])('%s is made of what Kubernetes knows, and no field more', async (name, kinds) => {
    const { stdout } = await run(binary('manifests'), [manifest(name)]);
    expect(stdout.trim().split('\n')).toEqual(kinds);
  });

  test('the check does refuse an unknown field', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-manifest-'));
    const wrong = join(directory, 'wrong.yaml');
    await writeFile(wrong, read(manifest('app.yaml')).replace('replicas:', 'replica:'));
    await expect(run(binary('manifests'), [wrong])).rejects.toThrow(/unknown field "spec\.replica"/);
    await rm(directory, { recursive: true });
  });

  test.each([
    ['agent.yaml', 'DaemonSet'],
    ['gateway.yaml', 'StatefulSet'],
  ])('%s runs the tested version with configurations that exist', (name, kind) => {
    const { image, args = [] } = containerOf(name, kind);
    expect(read(join(ROOT, 'docker-compose.yml'))).toContain(`image: ${image}\n`);
    expect(args.length).toBe(2);
    for (const argument of args) expect(existsSync(join(ROOT, repositoryPath(argument)))).toBe(true);
  });

  test("the gateway's configuration is valid with its environment", async () => {
    const { args = [], env = [] } = containerOf('gateway.yaml', 'StatefulSet');
    const variables = env.filter(({ name }) => name !== 'OTELCOL_STORAGE_DIR');
    const given = Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
    expect(await validate(args.map(repositoryPath), given)).toBeUndefined();
  });
});

describe('the load-balancing agent', () => {
  const { loadbalancing } = readAgent().exporters;

  test("the exporter's options are those of its published schema", () => {
    expect(schemaErrors(loadbalancing)).toEqual([]);
    expect(schemaErrors({ resolver: { dns: { host: 'x' } } })).toEqual([
      '/resolver/dns must NOT have additional properties',
    ]);
  });

  test('all else is valid by the Collector itself, which is built without that exporter', async () => {
    const config = agentWithRoutes(['gateway-0:4317', 'gateway-1:4317']);
    expect(
      await validate([DEFAULT_CONFIG], { GATEWAY_HOST: 'gateway' }, [`--config=yaml:${config}`]),
    ).toBeUndefined();
  });
});

/** The exporter's schema names other components' schemas; only its own options are checked. */
function schemaErrors(options: unknown): string[] {
  const schema = parse(read(join(__dirname, '..', 'support', 'schemas', 'loadbalancing-exporter.yaml')));
  const strict = JSON.parse(JSON.stringify(schema), (_, value) => {
    if (typeof value?.$ref === 'string')
      return value.$ref.includes('/') ? {} : { $ref: `#/$defs/${value.$ref}` };
    const closed = value?.type === 'object' && value.properties !== undefined && value.$defs === undefined;
    return closed ? { ...value, additionalProperties: false } : value;
  });
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const valid = ajv.compile(strict);
  valid(JSON.parse(JSON.stringify(options).replace(/"\$\{env:GATEWAY_PORT[^"]*"/, '"4317"')));
  return (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
