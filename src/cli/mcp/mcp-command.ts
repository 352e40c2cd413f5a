import { once } from 'node:events';
import { stderr, stdin } from 'node:process';
import { createMcpServer } from '../../dev/mcp/mcp-server.js';
import type { CommandModule } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { RECEIVER_OPTIONS, RECEIVER_USAGE, Receiver } from '../receiver.js';

const USAGE = `Usage: tracebridge mcp [options]

Gives coding agents what "tracebridge dev" received, as MCP tools over stdin and
stdout. An agent that speaks MCP over HTTP needs no command: the receiver
answers at http://127.0.0.1:4318/mcp.

Options:
${RECEIVER_USAGE}
  -h, --help           this text
`;

export const mcpCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const receiver = new Receiver(parseOptions(args, RECEIVER_OPTIONS));
    if (stdin.isTTY) stderr.write('Speaks MCP over stdin and stdout: to be started by a coding agent.\n');
    const sdk = await import('../../dev/mcp/sdk.js');
    const server = createMcpServer(sdk, (name, values) => receiver.ask(name, values));
    await server.connect(new sdk.StdioServerTransport());
    await once(stdin, 'end');
    return 0;
  },
};
