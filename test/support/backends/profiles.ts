import { DEFAULT_CONFIG } from './collector.js';

export const DATADOG_CONFIGS = [DEFAULT_CONFIG, 'deploy/collector/datadog.yaml'];
export const CLOUDWATCH_CONFIGS = [DEFAULT_CONFIG, 'deploy/collector/cloudwatch.yaml'];
export const OTLP_CONFIGS = [DEFAULT_CONFIG, 'deploy/collector/otlp.yaml'];
export const ALL_CONFIGS = [
  ...DATADOG_CONFIGS,
  'deploy/collector/cloudwatch.yaml',
  'deploy/collector/all.yaml',
];

/** The documented argument that makes the Datadog exporter compute APM statistics. */
export const DATADOG_ARGS = ['--feature-gates=-exporter.datadogexporter.DisableAPMStats'];

export const DATADOG_KEY = '0123456789abcdef'.repeat(2);

export function datadogEnvironment(url: string): Record<string, string> {
  return {
    DD_API_KEY: DATADOG_KEY,
    DD_TRACES_ENDPOINT: url,
    DD_LOGS_ENDPOINT: url,
    DD_METRICS_ENDPOINT: url,
    DEPLOYMENT_ENVIRONMENT: 'production',
  };
}

/** AWS's own documentation key: belongs to nobody. */
export const AWS = {
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  region: 'eu-central-1',
  logGroup: '/shop/production',
  logStream: 'collector-1',
};

export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_REGION: AWS.region,
    AWS_ACCESS_KEY_ID: AWS.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS.credentials.secretAccessKey,
    CLOUDWATCH_LOG_GROUP: AWS.logGroup,
    CLOUDWATCH_LOG_STREAM: AWS.logStream,
    AWS_ENDPOINT_URL_XRAY: url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
  };
}
