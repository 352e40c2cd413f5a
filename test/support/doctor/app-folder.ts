import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const MODULES = realpathSync(join(ROOT, 'node_modules'));

/**
 * Folders of apps that ended. The next app lives in one of them, with the installed package that is kept beside it:
 * programs then start from the compile cache that the package has written there.
 */
const ended: string[] = [];
const keptPackage = (path: string) => `${path}-tracebridge`;
process.on('exit', () => {
  for (const path of ended.flatMap((each) => [each, keptPackage(each)]))
    rmSync(path, { recursive: true, force: true });
});

/** A folder with an app and a `node_modules` tree of its own, ended by `using`. */
export class AppFolder implements Disposable {
  readonly path = ended.pop() ?? realpathSync(mkdtempSync(join(tmpdir(), 'tracebridge-app-')));
  readonly #installed = join(this.path, 'node_modules/tracebridge');

  /** Writes a file of the app; folders on the way are made. */
  write(file: string, text: string): this {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return this;
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  /** A package of this repository, by symbolic link, as npm does in a workspace. */
  link(...names: string[]): this {
    for (const name of names) {
      const target = join(this.path, 'node_modules', name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(join(MODULES, name), target);
    }
    return this;
  }

  /**
   * A real copy of a package; what it depends on is linked.
   * @param into the folder of the app that has the `node_modules`, such as "node_modules/other"
   */
  copy(name: string, options: { into?: string; version?: string } = {}): this {
    const target = join(this.path, options.into ?? '', 'node_modules', name);
    cpSync(join(MODULES, name), target, { recursive: true });
    const { dependencies = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies)) {
      if (!existsSync(join(this.path, 'node_modules', dependency))) this.link(dependency);
    }
    if (options.version !== undefined) {
      const file = join(target, 'package.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...manifest, version: options.version }));
    }
    return this;
  }

  /** A package whose only file says what is given. */
  fake(name: string, index = '', manifest: object = {}): this {
    const folder = join('node_modules', name);
    this.write(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    return this.write(join(folder, 'index.js'), index);
  }

  /** This package, built, copied into `node_modules`, with what it depends on, less `without`. */
  install(without: readonly string[] = []): this {
    mkdirSync(dirname(this.#installed), { recursive: true });
    if (existsSync(keptPackage(this.path))) renameSync(keptPackage(this.path), this.#installed);
    else {
      const filter = (file: string) => !/\.(map|d\.ts)$/.test(file);
      for (const entry of ['dist', 'package.json'])
        cpSync(join(ROOT, entry), join(this.#installed, entry), { recursive: true, filter });
    }
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const name of [...Object.keys(dependencies), '@opentelemetry/api', 'winston']) {
      if (!without.includes(name) && !existsSync(join(this.path, 'node_modules', name))) this.link(name);
    }
    return this;
  }

  /** The command of the package installed here. */
  get main(): string {
    return join(this.path, 'node_modules/tracebridge/dist/cli/main.js');
  }

  [Symbol.dispose](): void {
    if (existsSync(this.#installed)) renameSync(this.#installed, keptPackage(this.path));
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path);
    ended.push(this.path);
  }
}
