#!/bin/sh
# Waits until a Collector has nothing left to send: its exporters' queues are empty and no record has come in for
# QUIET seconds. Gives up after DEADLINE seconds, with status 1; what is left stays on the volume.
#
# A Collector that is told to stop leaves its queue on the disk. That is right when it comes back, and strands what it
# has acknowledged when it doesn't (an autoscaler took it away): so this runs first (gateway.yaml, preStop), and on a
# volume that was left behind (adopt-queue.yaml).
set -eu

# Longer than the agents' connections live (GATEWAY_MAX_CONNECTION_AGE), so that each has seen that the gateway is gone,
# and than its sampler waits (TAIL_SAMPLING_WAIT).
QUIET=${QUIET:-35}
DEADLINE=${DEADLINE:-100}
METRICS_URL=${METRICS_URL:-http://127.0.0.1:8888/metrics}

sum() { # sum TEXT NAME: of all series of that name
  printf '%s\n' "$1" | awk -v name="^$2[^{ ]*[{ ]" '$0 ~ name { total += $NF } END { printf "%.0f", total }'
}

waited=0
quiet=0
last=
while [ "$waited" -lt "$DEADLINE" ]; do
  # Without its metrics the Collector is not up yet (a volume that is adopted), or has ended: the next look tells.
  if metrics=$(wget -q -O - "$METRICS_URL" 2>/dev/null); then
    waiting=$(sum "$metrics" otelcol_exporter_queue_size)
    received=$(sum "$metrics" otelcol_receiver_accepted_)
    if [ "$waiting" = 0 ] && [ "$received" = "$last" ]; then quiet=$((quiet + 1)); else quiet=0; fi
    last=$received
    if [ "$quiet" -ge "$QUIET" ]; then
      echo "drained after $waited s"
      exit 0
    fi
  fi
  sleep 1
  waited=$((waited + 1))
done
echo "not drained within $DEADLINE s: ${waiting:-an unknown number of} bytes are left in the queue" >&2
exit 1
