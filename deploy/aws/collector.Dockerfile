# The Collector with its configuration inside, for ECS, which mounts no files.
# docker build --file deploy/aws/collector.Dockerfile --tag shop-collector:0.155.0 .
FROM otel/opentelemetry-collector-contrib:0.155.0
COPY otel-collector.yaml deploy/collector/ /etc/otelcol/
