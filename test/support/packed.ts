import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './run-program.js';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
/** A command that hangs must not hang the run. */
const COMMAND_MILLIS = 170_000;

let packed: Promise<string> | undefined;

/** Path of the package's tarball, packed once per test file. The build is the one in dist. */
export function packPackage(): Promise<string> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tracebridge-pack-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return join(folder, fileNameOf(JSON.parse(stdout)));
}

/** npm 11 gives a list, npm 12 an object by package name. */
function fileNameOf(report: unknown): string {
  const [entry] = Object.values(report as Record<string, { filename: string }>);
  if (entry === undefined) throw new Error('npm pack reported no file');
  return entry.filename;
}

const NO_CODE_GC = join(__dirname, 'no-wasm-code-gc.cjs');

/** An empty folder with the tarball, and other packages, installed as a user would. */
export class InstalledFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @param earlier what the app has already, with a lock file */
  static async create(
    otherPackages: readonly string[] = [],
    earlier: readonly string[] = [],
  ): Promise<InstalledFolder> {
    const folder = new InstalledFolder(await mkdtemp(join(tmpdir(), 'tracebridge-app-')));
    await folder.write('package.json', JSON.stringify({ name: 'app', private: true }));
    if (earlier.length > 0) await folder.run('npm', ['install', '--no-audit', '--no-fund', ...earlier]);
    await folder.run('npm', ['install', '--no-audit', '--no-fund', await packPackage(), ...otherPackages]);
    return folder;
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.path, name), text);
  }

  /** Runs a command there, with the Node of the project's dev dependencies first in the PATH. */
  async run(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ stdout: string; stderr: string }> {
    const path = [join(ROOT, 'node_modules/node/bin'), process.env.PATH].join(delimiter);
    return run(command, args, {
      cwd: this.path,
      // npm needs the machine's own settings, such as certificates and proxies.
      env: { ...process.env, PATH: path, ...env },
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: COMMAND_MILLIS,
    });
  }

  /** Runs Yarn, where it is installed here (`@yarnpkg/cli-dist`), in a folder of its own. */
  yarn(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const program = join(this.path, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
    return this.run('node', ['--require', NO_CODE_GC, program, '--cwd', folder, ...args], {
      YARN_GLOBAL_FOLDER: join(this.path, 'yarn-global'),
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
      ...env,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
