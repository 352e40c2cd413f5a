import { spawnSync } from 'node:child_process';
import { REGISTER } from '../../support/run-program.js';
import { TestProject } from '../../support/testing/project.js';

const ASK = `console.log(typeof require('node:fs').readFileSync, typeof require('pg').Pool)`;

test.each([
  ['--eval', ['--eval', `typeof os.EOL; ${ASK}`], ''],
  ['--print', ['--print', `${ASK}; 'done'`], ''],
  ['stdin', ['-'], ASK],
  ['the REPL', ['--interactive'], `typeof os.EOL; ${ASK}\n`],
  [
    '--eval of an ES module',
    [
      '--input-type=module',
      '--eval',
      `import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/'); ${ASK}`,
    ],
    '',
  ],
])(
  'a program that is in no file, %s, runs with instrumentations of the dependencies',
  async (_, args, input) => {
    const names = [
      '@opentelemetry/api',
      '@opentelemetry/instrumentation',
      '@opentelemetry/instrumentation-pg',
      'pg',
    ];
    await using project = await TestProject.create(names, {
      'package.json': JSON.stringify({ dependencies: { '@opentelemetry/instrumentation-pg': '*' } }),
    });
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--require', REGISTER, ...args], {
      cwd: project.directory,
      env: {
        PATH: process.env.PATH,
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
      input,
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain('function function\n');
  },
);
