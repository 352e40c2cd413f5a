import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../..');

export interface Ran {
  code: number | null;
  output: string;
}

/** A project in a folder of its own, with this package (as built) and others of node_modules installed. */
export class TestProject {
  readonly #env: NodeJS.ProcessEnv;

  private constructor(
    readonly directory: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.#env = env;
  }

  /** @param env for what is run, beside the variables of this process */
  static async create(
    packages: readonly string[],
    files: Readonly<Record<string, string>>,
    env: NodeJS.ProcessEnv = {},
  ) {
    const project = new TestProject(await mkdtemp(join(tmpdir(), 'tracebridge-project-')), env);
    await project.#link('tracebridge', ROOT);
    for (const name of packages) await project.#link(name, join(ROOT, 'node_modules', name));
    for (const [path, text] of Object.entries(files)) await project.write(path, text);
    return project;
  }

  async run(command: string, ...args: string[]): Promise<Ran> {
    const path = `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`;
    // A test runner inside a test runner: what the outer one set is not for the inner one.
    const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_ENV: ___, JEST_JSON: ____, ...env } = process.env;
    const child = spawn(join(ROOT, 'node_modules/.bin', command), args, {
      cwd: this.directory,
      env: { ...env, PATH: path, CI: 'true', NO_COLOR: '1', ...this.#env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const [code] = await once(child, 'close');
    return { code, output };
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.directory, path), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  async #link(name: string, target: string): Promise<void> {
    const link = join(this.directory, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
}
