import { setVariables } from '../../config/environment.js';
import { type Check, found } from '../check.js';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The exporter connects directly; a proxy that the network demands is not used. */
export const proxyCheck: Check = {
  id: 'proxy',
  title: 'Proxy',
  run({ destinations }) {
    const names = [...setVariables(/^(https?|all)_proxy$/i).keys()];
    const excluded = [...setVariables(/^no_proxy$/i).values()].flatMap((hosts) => hosts.split(/[,\s]+/));
    const remote = [...destinations.values()]
      .map(({ url }) => new URL(url).hostname)
      .filter((host) => !LOOPBACK.test(host) && !excluded.some((entry) => covers(entry, host)));
    if (names.length === 0 || remote.length === 0) return { findings: [], seen: 'none needed' };
    return found({
      id: 'proxy-ignored',
      severity: 'warning',
      what: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set, but telemetry goes to ${[...new Set(remote)].join(', ')} directly`,
      why: 'in a network that only a proxy leaves, nothing arrives',
      fix: 'send to a Collector inside the network, which may use the proxy (it hears HTTPS_PROXY)',
    });
  },
};

function covers(entry: string, host: string): boolean {
  const name = entry
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '');
  return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
}
