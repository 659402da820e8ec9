/** What operators watch (Prometheus). Labels are codes and routes, never ids of people or documents. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly connections: Gauge<'kind'>;
  readonly openDocuments: Gauge;
  readonly frames: Counter<'direction'>;
  readonly bytes: Counter<'direction'>;
  readonly gateRejects: Counter<'reason'>;
  readonly largeDocuments: Counter;
  readonly refusedEdits: Counter<'code'>;
  readonly commitSeconds: Histogram;
  readonly committedUpdates: Counter;
  readonly commands: Counter<'kind' | 'status'>;
  readonly requests: Counter<'route' | 'status'>;
  readonly signIns: Counter<'result'>;
  readonly storageHealthy: Gauge;
  readonly brokenDocuments: Gauge;
  readonly quarantineRows: Gauge;
  readonly quarantineBytes: Gauge;
  readonly quarantineDropped: Counter<'why'>;
  /** Read when somebody asks, so that nothing is counted in vain. */
  watch(queues: Queues): void;
}

/** What waits inside the server now. */
export interface Queues {
  readonly waitingUpdates: () => number;
  readonly socketBufferedBytesMax: () => number;
}

/** How often the event loop is asked whether it is late: each time wakes a server that may have nothing else to do. */
const LOOP_LOOK_MS = 500;
const NS_PER_SECOND = 1e9;
/** Longer than any uptime: prom-client's own sampler, which counts its interval as delay, must not run beside ours. */
const NEVER_MS = 0x7fff_ffff;
const ITS_LAGS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'] as const;

/** Under the names that dashboards know; every scrape starts anew. */
function watchLoop(registry: Registry): void {
  for (const lag of ITS_LAGS) registry.removeSingleMetric(`nodejs_eventloop_lag_${lag}_seconds`);
  const delays = monitorEventLoopDelay({ resolution: LOOP_LOOK_MS });
  delays.enable();
  const late = (ns: number): number => (delays.count === 0 ? 0 : Math.max(0, ns / NS_PER_SECOND - LOOP_LOOK_MS / 1_000));
  // The first in the list reads for all three.
  new Gauge({
    name: 'nodejs_eventloop_lag_p50_seconds', help: 'how late the event loop was since the last scrape, median', registers: [registry],
    collect() {
      this.set(late(delays.percentile(50)));
      p99.set(late(delays.percentile(99)));
      max.set(late(delays.max));
      delays.reset();
    },
  });
  const p99 = new Gauge({ name: 'nodejs_eventloop_lag_p99_seconds', help: 'the same, 99th percentile', registers: [registry] });
  const max = new Gauge({ name: 'nodejs_eventloop_lag_max_seconds', help: 'the same, the worst', registers: [registry] });
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  watchLoop(registry);
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): Gauge => new Gauge({ name, help, registers, collect() { this.set(read()); } });
  return {
    registry,
    connections: new Gauge({ name: 'gzt_connections', help: 'open sockets', labelNames: ['kind'], registers }),
    openDocuments: new Gauge({ name: 'gzt_open_documents', help: 'documents with a room', registers }),
    frames: new Counter({ name: 'gzt_frames_total', help: 'collaboration frames', labelNames: ['direction'], registers }),
    bytes: new Counter({ name: 'gzt_frame_bytes_total', help: 'bytes of collaboration frames', labelNames: ['direction'], registers }),
    gateRejects: new Counter({ name: 'gzt_gate_rejects_total', help: 'updates that the gate turned away', labelNames: ['reason'], registers }),
    largeDocuments: new Counter({ name: 'gzt_large_documents_total', help: 'documents that came near their limit of size', registers }),
    refusedEdits: new Counter({ name: 'gzt_refused_edits_total', help: 'edits not allowed at this stage or for this person', labelNames: ['code'], registers }),
    commitSeconds: new Histogram({ name: 'gzt_commit_seconds', help: 'one group of updates until durable', buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2], registers }),
    committedUpdates: new Counter({ name: 'gzt_committed_updates_total', help: 'updates made durable', registers }),
    commands: new Counter({ name: 'gzt_commands_total', help: 'commands by outcome', labelNames: ['kind', 'status'], registers }),
    requests: new Counter({ name: 'gzt_requests_total', help: 'http requests', labelNames: ['route', 'status'], registers }),
    signIns: new Counter({ name: 'gzt_sign_ins_total', help: 'sign-ins', labelNames: ['result'], registers }),
    storageHealthy: new Gauge({ name: 'gzt_storage_healthy', help: '1 while writing works, 0 while the server is read-only', registers }),
    brokenDocuments: new Gauge({ name: 'gzt_broken_documents', help: 'documents that their own faults have made read-only', registers }),
    quarantineRows: new Gauge({ name: 'gzt_quarantine_rows', help: 'updates turned away and kept to look into', registers }),
    quarantineBytes: new Gauge({ name: 'gzt_quarantine_bytes', help: 'bytes of updates turned away and kept to look into', registers }),
    quarantineDropped: new Counter({ name: 'gzt_quarantine_dropped_total', help: 'updates turned away and not kept, or not any more', labelNames: ['why'], registers }),
    watch: (queues) => {
      gauge('gzt_waiting_updates', 'updates handed to storage and not yet durable', queues.waitingUpdates);
      gauge('gzt_socket_buffered_bytes_max', 'bytes that wait for the slowest reader', queues.socketBufferedBytesMax);
    },
  };
}
