import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../support/backends/free-ports.js';
import { poll } from '../support/backends/wait.js';
import { BackgroundProgram } from '../support/background-program.js';
import { type DocumentedStep, documentedSteps } from '../support/documented-steps.js';
import { packPackage } from '../support/packed.js';
import { ROOT } from '../support/run-program.js';

// npm installs the package and what it depends on.
jest.setTimeout(300_000);

const CORRELATION_ID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const SECOND_ID = 'a91b9488-a996-409b-bddc-c41ee8f10624';

/** Does what the page says, in order. Other than the page: free ports, and the package from its tarball. */
class Reader {
  readonly root = mkdtempSync(join(tmpdir(), 'tracebridge-guide-'));
  #folder = this.root;
  readonly #env: NodeJS.ProcessEnv;
  receiver: BackgroundProgram | undefined;
  /** Each start of the service. */
  readonly services: BackgroundProgram[] = [];
  /** What each command that ended printed. */
  readonly outputs: string[] = [];

  constructor(
    readonly tarball: string,
    readonly servicePort: number,
    readonly receiverPort: number,
  ) {
    const node = join(ROOT, 'node_modules/node/bin');
    this.#env = {
      ...process.env,
      PATH: [node, process.env.PATH].join(delimiter),
      OTEL_EXPORTER_OTLP_ENDPOINT: this.receiverUrl,
    };
  }

  get receiverUrl(): string {
    return `http://localhost:${this.receiverPort}`;
  }

  async follow({ language, note, text }: DocumentedStep): Promise<void> {
    if (language === 'js') writeFileSync(join(this.#folder, note), this.#adapt(text));
    if (language !== 'sh') return;
    if (note === 'keeps running') await this.#start(this.#adapt(text).trim());
    else await this.#run(this.#adapt(text));
  }

  async end(): Promise<void> {
    await this.services.at(-1)?.interrupt();
    await this.receiver?.interrupt();
    rmSync(this.root, { recursive: true, force: true });
  }

  #adapt(text: string): string {
    return text
      .replaceAll('3000', String(this.servicePort))
      .replaceAll('4318', String(this.receiverPort))
      .replaceAll('npm install tracebridge', `npm install ${this.tarball}`);
  }

  async #start(command: string): Promise<void> {
    if (command.includes('tracebridge dev')) {
      this.receiver = new BackgroundProgram(command, this.#folder, this.#env);
      return this.receiver.printed(/Receiving OTLP/);
    }
    await this.services.at(-1)?.interrupt();
    const service = new BackgroundProgram(command, this.#folder, this.#env);
    this.services.push(service);
    return service.printed(/"Listening"/);
  }

  async #run(script: string): Promise<void> {
    const place = join(this.root, 'place');
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', `${script}\npwd > ${place}`], {
      cwd: this.#folder,
      env: this.#env,
    });
    this.#folder = readFileSync(place, 'utf8').trim();
    this.outputs.push(stdout);
  }
}

const steps = documentedSteps(readFileSync(join(ROOT, 'docs/getting-started.md'), 'utf8'));
const noted = (note: string) => steps.find((step) => step.note === note) as DocumentedStep;
let reader: Reader;

beforeAll(async () => {
  const [servicePort, receiverPort] = await freePorts(2);
  reader = new Reader(await packPackage(), servicePort as number, receiverPort as number);
  for (const step of steps) await reader.follow(step);
}, 300_000);

afterAll(() => reader?.end());

/** The log lines of the service, as it was started first, second, …, that carry a correlation ID. */
const linesOf = (start: number, correlationId: string) =>
  (reader.services[start]?.output ?? '')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.correlation_id === correlationId);

describe('docs/getting-started.md', () => {
  test('has the steps that are checked here', () => {
    expect(steps.filter(({ language }) => language === 'sh')).toHaveLength(8);
    expect(steps.filter(({ note }) => note === 'app.js')).toHaveLength(2);
  });

  test('the answer carries the correlation ID', () => {
    const header = noted('output').text.trim().toLowerCase();
    const answer = reader.outputs.find((output) => output.includes('"id":"42"')) ?? '';
    expect(answer.toLowerCase()).toContain(header);
  });

  test('the trace is found by the correlation ID', () => {
    const [found] = reader.outputs.filter((output) => output.includes('<telemetry>'));
    expect(found).toContain(CORRELATION_ID.replaceAll('-', ''));
  });

  test('the log line is as it is shown', () => {
    const shown = JSON.parse(noted('log line').text);
    const printed = linesOf(0, CORRELATION_ID);
    expect(printed).toEqual([{ ...shown, span_id: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
    expect(shown.trace_id).toBe(CORRELATION_ID.replaceAll('-', ''));
  });

  test('the middleware logs the request, timed its function, in the trace of the second ID', async () => {
    const messages = await poll(
      async () => {
        const own = linesOf(1, SECOND_ID);
        return own.length >= 4 ? own.map(({ message }) => message) : undefined;
      },
      { what: 'the log lines', details: () => reader.services[1]?.output ?? '' },
    );
    expect(messages).toEqual(['Request started', 'find_order completed', 'Order found', 'Request completed']);
    const names = await poll(
      async () => {
        const response = await fetch(`${reader.receiverUrl}/api/traces/${SECOND_ID.replaceAll('-', '')}`);
        const text = await response.text();
        return text.includes('find_order') && text.includes('GET /orders/:id') ? text : undefined;
      },
      { what: 'the second trace' },
    );
    expect(names).toContain('GET /orders/:id');
  });

  test('the doctor finds nothing wrong', () => {
    expect(reader.outputs.at(-1)).toContain('Nothing wrong found');
  });
});
