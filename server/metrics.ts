/** What operators watch (Prometheus). Labels are codes and routes, never ids of people or documents. */
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
  /** Read when somebody asks, so that nothing is counted in vain. */
  watch(queues: Queues): void;
}

/** What waits inside the server now. */
export interface Queues {
  readonly waitingUpdates: () => number;
  readonly socketBufferedBytesMax: () => number;
}

/** How often the event loop is asked whether it is late. */
const LOOP_DELAY_PRECISION_MS = 20;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_DELAY_PRECISION_MS });
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
    watch: (queues) => {
      gauge('gzt_waiting_updates', 'updates handed to storage and not yet durable', queues.waitingUpdates);
      gauge('gzt_socket_buffered_bytes_max', 'bytes that wait for the slowest reader', queues.socketBufferedBytesMax);
    },
  };
}
