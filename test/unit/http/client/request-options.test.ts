import { Agent, request } from 'node:http';
import { Duplex } from 'node:stream';
import { keepRequestOptions, targetOf } from '../../../../src/http/client/request-options.js';

test('where agents have no addRequest, as in a Node.js to come, the port is that of the Host header', () => {
  const agents = Agent.prototype as unknown as { addRequest?: () => void };
  const { addRequest } = agents;
  delete agents.addRequest;
  try {
    const forget = keepRequestOptions();
    expect(agents).not.toHaveProperty('addRequest');
    const out = request({
      host: 'shop.example',
      port: 8081,
      createConnection: () => Duplex.from([]),
    }).on('error', () => undefined);
    expect(targetOf(out)).toEqual({ protocol: 'http:', host: 'shop.example', port: 8081, hasUser: false });
    out.destroy();
    forget();
    expect(agents).not.toHaveProperty('addRequest');
  } finally {
    agents.addRequest = addRequest as () => void;
  }
});
