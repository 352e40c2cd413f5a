import { stdout } from 'node:process';
import { createStyle, hasColour } from '../../dev/terminal/style.js';
import { renderCheck, renderSummary } from '../../doctor/render/terminal.js';
import { runDoctor } from '../../doctor/run-doctor.js';
import type { CommandModule } from '../command.js';
import { readArguments } from './arguments.js';

const USAGE = `Usage: tracebridge doctor [options] [-- <command>]

Checks the configuration, the installed packages and the way to the collector:
sends a trace, a log and a metric, and reads the trace back where it can. With a
command, such as "-- node app.js", runs the app too and looks into it.

Options:
      --json             print one JSON document instead
      --jaeger <url>     address of Jaeger's page, to read the traces back
                         (default: looked for on port 16686)
      --seconds <n>      how long the app runs (default 5)
      --timeout <n>      seconds to wait for the network, each time (default 10)
      --cwd <folder>     folder of the app (default: this one)
      --as-is            run the command as it is, also without the preload
  -h, --help             this text

Exit status: 0 no error found (warnings are none), 1 errors found, 2 wrong
usage.
`;

const APP_HINT = 'To look into the app too: npx tracebridge doctor -- node app.js';

export const doctorCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { json, ...options } = readArguments(args);
    if (json) {
      const report = await runDoctor(options);
      stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
      return report.ok ? 0 : 1;
    }
    const style = createStyle(hasColour(stdout));
    const report = await runDoctor(options, (check) => stdout.write(renderCheck(check, style)));
    stdout.write(renderSummary(report, style, options.command === undefined ? APP_HINT : undefined));
    return report.ok ? 0 : 1;
  },
};
