import { readFileSync } from 'node:fs';
import { setVariables } from '../../config/environment.js';
import type { Variable } from '../../config/variables.js';
import type { DestinationConfig } from '../../export/config-types.js';
import type { Signal } from '../../otlp/signal.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import { safeUrl } from '../safe-text.js';

/** Mistakes that can be seen in the addresses and TLS files themselves. */
export const endpointsCheck: Check = {
  id: 'endpoints',
  title: 'Endpoints',
  run({ destinations }) {
    const findings = [
      signalPath(),
      ...[...destinations.keys()].map(withoutPath),
      ...unreadableFiles([...destinations.values()]),
    ];
    return { findings, seen: [...destinations.values()].map(({ url }) => safeUrl(url)).join(', ') };
  },
};

/** Also of an address that is no URL, which a check of its own tells. */
function textOf(name: Variable): string | undefined {
  return setVariables(/_ENDPOINT$/).get(name);
}

function signalPath(): Finding | undefined {
  const path = pathOf(textOf('OTEL_EXPORTER_OTLP_ENDPOINT'));
  const signal = /\/v1\/(traces|metrics|logs)\/?$/.exec(path ?? '')?.[1];
  if (signal === undefined) return undefined;
  return {
    id: 'endpoint-signal-path',
    severity: 'warning',
    what: `OTEL_EXPORTER_OTLP_ENDPOINT ends in v1/${signal}, so ${signal} go to ${path?.replace(/\/$/, '')}/v1/${signal}`,
    why: 'v1/<signal> is appended to this address (OpenTelemetry Protocol Exporter specification), and is there twice',
    fix: `leave v1/${signal} out, or name the variable OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`,
  };
}

function withoutPath(signal: Signal): Finding | undefined {
  const name = `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as Uppercase<Signal>}_ENDPOINT` as const;
  const url = textOf(name);
  if (pathOf(url) !== '/') return undefined;
  return {
    id: 'endpoint-no-path',
    severity: 'warning',
    what: `${name} has no path, so ${signal} go to /`,
    why: "a signal's own address is taken as it is (OpenTelemetry Protocol Exporter specification); receivers listen at /v1/<signal>",
    fix: `${name}=${new URL(url as string).origin}/v1/${signal}`,
  };
}

/** Each file once, whichever signals use it. */
function unreadableFiles(destinations: readonly DestinationConfig[]): (Finding | undefined)[] {
  const files = new Map<string, string>();
  for (const { tls = {} } of destinations) {
    for (const [setting, file] of Object.entries(tls)) files.set(file, setting);
  }
  return [...files].map(([file, setting]) => unreadable(file, setting));
}

function unreadable(file: string, setting: string): Finding | undefined {
  if (file.includes('-----BEGIN')) return undefined;
  try {
    readFileSync(file);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const name = setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    return {
      id: 'tls-file-unreadable',
      severity: 'error',
      what: `The file of OTEL_EXPORTER_OTLP_${name} can't be read (${code})`,
      why: 'without it no TLS connection to the collector can be made',
      fix: `correct OTEL_EXPORTER_OTLP_${name}, and check that the file is mounted and readable`,
    };
  }
}

function pathOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname : undefined;
}
