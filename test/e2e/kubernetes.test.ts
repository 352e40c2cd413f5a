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
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const schema = (name: string) => readFileSync(join(__dirname, '..', 'support', 'schemas', name), 'utf8');

/** By Kubernetes' own schemas, strictly; resolves to the kinds, rejects with what is wrong. */
async function kindsOf(path: string): Promise<string[]> {
  const checking = run(join(binary('models'), 'kubernetes-validate'), ['--strict', path]);
  const { stdout } = await checking.catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  return [...stdout.matchAll(/passed for resource (\w+)\//g)].map(([, kind = '']) => kind);
}

interface Environment {
  name: string;
  value?: string;
}

interface Container {
  image: string;
  args?: string[];
  env?: Environment[];
  lifecycle?: unknown;
}

interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
}

/** Agents and gateways by plain manifests, and by OpenTelemetry's chart. */
interface Deployed {
  image: string;
  args: string[];
  env: Environment[];
}

function fromManifest(path: string, kind: string): Deployed {
  const documents = parseAllDocuments(read(path)).map((document) => document.toJS());
  const { containers, initContainers = [] }: PodSpec = documents.find((document) => document.kind === kind)
    .spec.template.spec;
  const collector = [...containers, ...initContainers].find(({ args }) => args !== undefined);
  const { image, args = [], env = [] } = collector as Container;
  return { image, args, env };
}

function fromChart(path: string): Deployed {
  const { image, command, extraEnvs } = parse(read(path));
  return { image: `${image.repository}:${image.tag}`, args: command.extraArgs, env: extraEnvs };
}

const agents: [string, Deployed][] = [
  ['deploy/kubernetes/agent.yaml', fromManifest('deploy/kubernetes/agent.yaml', 'DaemonSet')],
  ['deploy/helm/agent.yaml', fromChart('deploy/helm/agent.yaml')],
];
const gateways: [string, Deployed][] = [
  ['deploy/kubernetes/gateway.yaml', fromManifest('deploy/kubernetes/gateway.yaml', 'StatefulSet')],
  ['deploy/kubernetes/adopt-queue.yaml', fromManifest('deploy/kubernetes/adopt-queue.yaml', 'Job')],
  ['deploy/helm/gateway.yaml', fromChart('deploy/helm/gateway.yaml')],
];

/** Names in the ConfigMap are the files' names: what `--from-file` makes of the repository's. */
function repositoryPath(argument: string): string {
  const file = basename(argument);
  return file === DEFAULT_CONFIG ? file : join('deploy/collector', file);
}

describe('deploy/kubernetes', () => {
  test.each([
    ['namespace.yaml', ['namespace', 'priorityclass']],
    ['agent.yaml', ['service', 'daemonset']],
    ['gateway.yaml', ['service', 'statefulset', 'poddisruptionbudget', 'horizontalpodautoscaler']],
    ['adopt-queue.yaml', ['job']],
    ['app.yaml', ['deployment']],
  ])('%s is what Kubernetes takes, and no field more', async (name, kinds) => {
    expect(await kindsOf(join(ROOT, 'deploy/kubernetes', name))).toEqual(kinds);
  });

  test('the check does refuse an unknown field', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-manifest-'));
    const wrong = join(directory, 'wrong.yaml');
    await writeFile(wrong, read('deploy/kubernetes/app.yaml').replace('replicas:', 'replica:'));
    await expect(kindsOf(wrong)).rejects.toThrow(/replica/);
    await rm(directory, { recursive: true });
  });

  test.each([...agents, ...gateways])(
    '%s runs the tested version with configurations that exist',
    (_, { image, args }) => {
      expect(read('docker-compose.yml')).toContain(`image: ${image}\n`);
      expect(args.length).toBe(2);
      for (const argument of args) expect(existsSync(join(ROOT, repositoryPath(argument)))).toBe(true);
    },
  );

  test.each(gateways)('%s: the configuration is valid with its environment', async (_, { args, env }) => {
    const variables = env.filter(({ name }) => name !== 'OTELCOL_STORAGE_DIR');
    const given = Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
    expect(await validate(args.map(repositoryPath), given)).toBeUndefined();
  });

  test('the autoscaler alone says how many gateways there are, and each drains before it goes', () => {
    const documents = parseAllDocuments(read('deploy/kubernetes/gateway.yaml')).map((each) => each.toJS());
    const { spec } = documents.find(({ kind }) => kind === 'StatefulSet');
    expect(spec).not.toHaveProperty('replicas');
    const [collector] = spec.template.spec.containers;
    const helm = parse(read('deploy/helm/gateway.yaml'));
    expect(collector.lifecycle).toEqual(helm.lifecycleHooks);
    const seconds = Number(/DEADLINE:-(\d+)/.exec(read('deploy/kubernetes/drain.sh'))?.[1]);
    for (const grace of [
      spec.template.spec.terminationGracePeriodSeconds,
      helm.terminationGracePeriodSeconds,
    ])
      expect(grace).toBeGreaterThanOrEqual(seconds + 30);
  });
});

describe('deploy/helm', () => {
  const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
    JSON.parse(schema('opentelemetry-collector-values.json')),
  );

  test.each(['agent.yaml', 'gateway.yaml'])("%s is what OpenTelemetry's chart takes", (name) => {
    const { serviceAccount, ...own } = parse(read(`deploy/helm/${name}`));
    // The schema is for values over the chart's own, which have what it requires.
    const values = { apiVersion: 'apps/v1', ...own, serviceAccount: { create: true, ...serviceAccount } };
    valid(values);
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ ...values, mode: 'daemon' })).toBe(false);
    expect(valid({ ...values, extraEnv: [] })).toBe(false);
  });

  test('agent and gateway have the environment and the configurations of the manifests', () => {
    // The chart sets GOMEMLIMIT by the memory limit.
    const withoutLimit = ({ env, ...rest }: Deployed) => ({
      ...rest,
      env: env.filter(({ name }) => name !== 'GOMEMLIMIT'),
    });
    expect(agents[1]?.[1]).toEqual(withoutLimit(agents[0]?.[1] as Deployed));
    expect(gateways[2]?.[1]).toEqual(withoutLimit(gateways[0]?.[1] as Deployed));
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
  const parsed = parse(schema('loadbalancing-exporter.yaml'));
  const strict = JSON.parse(JSON.stringify(parsed), (_, value) => {
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
