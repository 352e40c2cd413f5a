import { type AppRun, runApp } from '../app/run-app.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import { safeText } from '../safe-text.js';
import { nodeTooOld } from './node-version.js';

/** For the flush before the report. */
const GRACE_MILLIS = 4000;

/** Of what a failed app wrote: an error with its stack, as Node.js prints it. */
const MAX_LINES = 16;
const MAX_INDENT = 8;

/** Runs the app; the checks after this one look at what was seen in it. */
export const appRunCheck: Check = {
  id: 'app',
  title: 'App',
  async run({ options, results }) {
    const { command = [], cwd, asIs, seconds } = options;
    const run = await runApp({ command, cwd, asIs, seconds, graceMillis: GRACE_MILLIS });
    results.app = run;
    return { findings: [failed(run), silent(run), withoutPreload(run), tooOld(run)], seen: describe(run) };
  },
};

function failed({ ended, spawnError, stderr }: AppRun): Finding | undefined {
  if (spawnError === undefined && (ended === undefined || ended.code === 0)) return undefined;
  const how = ended?.signal ? `signal ${ended.signal}` : `status ${ended?.code}`;
  return {
    id: 'app-failed',
    severity: 'error',
    what: spawnError ? `The command could not be started: ${spawnError}` : `The app ended with ${how}`,
    why: 'what it would do and load later could not be looked at',
    fix: 'run the same command without the doctor; give it what it needs (database, port, variables)',
    ...(stderr.trim() !== '' && { output: lastLines(stderr) }),
  };
}

/** The end of what the app wrote, a line each, secrets masked. */
function lastLines(text: string): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(-MAX_LINES)
    .map((line) => line.match(/^\s*/)![0].slice(0, MAX_INDENT) + safeText(line.trim()));
}

function silent({ report, spawnError }: AppRun): Finding | undefined {
  if (report !== undefined || spawnError !== undefined) return undefined;
  return {
    id: 'app-silent',
    severity: 'error',
    what: 'No Node.js process of the command could be looked into',
    why: 'the command starts no Node.js, drops NODE_OPTIONS (sudo, env -i, docker), or was killed',
    fix: 'tracebridge doctor -- node app.js',
  };
}

function withoutPreload({ report, addedPreload }: AppRun): Finding | undefined {
  if (report === undefined || report.started) return undefined;
  return {
    id: 'preload-missing',
    severity: 'error',
    what: addedPreload ? 'The preload did not start in the app' : 'The command runs without the preload',
    why: 'no request, log line or span of the app is exported',
    fix: 'node --require tracebridge/register app.js (or NODE_OPTIONS="--require tracebridge/register")',
  };
}

/** The app may run on another Node.js than the doctor. */
function tooOld({ report }: AppRun): Finding | undefined {
  if (report === undefined || report.nodeVersion === process.version) return undefined;
  return nodeTooOld(report.nodeVersion);
}

function describe({ report, ended, addedPreload }: AppRun): string {
  if (report === undefined) return '';
  const how = ended === undefined ? 'still running when looked at' : `ended with status ${ended.code}`;
  return `${report.isEsm ? 'ES module' : 'CommonJS'}, ${how}${addedPreload ? ', preload added by the doctor' : ''}`;
}
