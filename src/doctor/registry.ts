import type { Check } from './check.js';
import { appApiCopiesCheck } from './checks/app-api-copies.js';
import { appBundleCheck } from './checks/app-bundle.js';
import { appDoublingCheck } from './checks/app-doubling.js';
import { appEsmCheck } from './checks/app-esm.js';
import { appLoadOrderCheck } from './checks/app-load-order.js';
import { appPatchesCheck } from './checks/app-patches.js';
import { appRecordsCheck } from './checks/app-records.js';
import { appRegistrationsCheck } from './checks/app-registrations.js';
import { appRunCheck } from './checks/app-run.js';
import { clockCheck } from './checks/clock.js';
import { copiesCheck } from './checks/copies.js';
import { deliveryCheck } from './checks/delivery.js';
import { endpointsCheck } from './checks/endpoints.js';
import { appInstrumentationsCheck, instrumentationsCheck } from './checks/instrumentations.js';
import { nodeVersionCheck } from './checks/node-version.js';
import { peersCheck } from './checks/peers.js';
import { protocolCheck } from './checks/protocol.js';
import { proxyCheck } from './checks/proxy.js';
import { reachabilityCheck } from './checks/reachability.js';
import { readBackCheck } from './checks/read-back.js';
import { spoolCheck } from './checks/spool.js';
import { stockExportCheck } from './checks/stock-export.js';
import { switchedOffCheck } from './checks/switched-off.js';
import { variablesCheck } from './checks/variables.js';

/** Checks of the environment, in the order in which they run and are told. */
export const CHECKS: readonly Check[] = [
  nodeVersionCheck,
  peersCheck,
  copiesCheck,
  instrumentationsCheck,
  variablesCheck,
  switchedOffCheck,
  endpointsCheck,
  proxyCheck,
  spoolCheck,
  reachabilityCheck,
  protocolCheck,
  clockCheck,
  deliveryCheck,
  stockExportCheck,
  readBackCheck,
];

/** Checks of the app, for when a command is given. */
export const APP_CHECKS: readonly Check[] = [
  appRunCheck,
  appLoadOrderCheck,
  appBundleCheck,
  appPatchesCheck,
  appEsmCheck,
  appInstrumentationsCheck,
  appDoublingCheck,
  appRegistrationsCheck,
  appApiCopiesCheck,
  appRecordsCheck,
];
