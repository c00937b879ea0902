import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from './protocol/index.ts';

/** Numbers that are read when somebody asks. */
export type Watched = {
  connections: () => number;
  calls: () => { rooms: number; members: number };
};

/** Where something was refused. */
export type RefusalSource = 'connection' | 'event' | 'route';

/**
 * What the server tells a monitoring system (Prometheus): how many are here and how it is doing, never who.
 * One registry a server, because several may run in one process.
 */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  let watched: Watched = { connections: () => 0, calls: () => ({ rooms: 0, members: 0 }) };
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge('anteroom_connections', 'Open connections of clients', () => watched.connections());
  gauge('anteroom_call_rooms', 'Call rooms made or in use', () => watched.calls().rooms);
  gauge('anteroom_call_members', 'People in calls', () => watched.calls().members);
  gauge('process_resident_memory_bytes', 'Resident memory of the server', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'Seconds since the process started', () => process.uptime());

  let newestBackup: { at: number; bytes: number } | null = null;
  gauge('anteroom_backup_age_seconds', 'Age of the newest verified backup; infinite without one', () =>
    newestBackup === null ? Infinity : (Date.now() - newestBackup.at) / 1000,
  );
  gauge('anteroom_backup_bytes', 'Size of the newest verified backup', () => newestBackup?.bytes ?? 0);
  const backupFailures = new Counter({
    name: 'anteroom_backup_failures_total',
    help: 'Backups that could not be made',
    registers,
  });

  const events = new Counter({
    name: 'anteroom_events_total',
    help: 'Events of clients that were carried out',
    labelNames: ['event'],
    registers,
  });
  const refusals = new Counter({
    name: 'anteroom_refusals_total',
    help: 'What was refused, by code',
    labelNames: ['source', 'code'],
    registers,
  });
  const disconnections = new Counter({
    name: 'anteroom_disconnections_total',
    help: 'Connections that ended, by reason',
    labelNames: ['reason'],
    registers,
  });
  const overruns = new Counter({
    name: 'anteroom_overruns_total',
    help: 'Sockets that were ended because they did not read',
    registers,
  });
  const routes = new Histogram({
    name: 'anteroom_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const batches = new Counter({
    name: 'anteroom_store_batches_total',
    help: 'Transactions of the store, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const writes = new Counter({
    name: 'anteroom_store_writes_total',
    help: 'Writes that the store has committed',
    registers,
  });
  const deaths = new Counter({
    name: 'anteroom_store_deaths_total',
    help: 'Times that the thread of the store died',
    registers,
  });

  return {
    /** Says where the numbers are read that nobody reports. */
    watch(sources: Watched): void {
      watched = sources;
    },
    /** An event was carried out. On the way of every signal: nothing here may cost much. */
    event(name: string): void {
      events.inc({ event: name });
    },
    refused(source: RefusalSource, code: ErrorCode): void {
      refusals.inc({ source, code });
    },
    disconnected(reason: string): void {
      disconnections.inc({ reason });
    },
    /** A socket that did not read was ended. */
    overrun(): void {
      overruns.inc();
    },
    request(route: string, status: number, seconds: number): void {
      routes.observe({ route, status }, seconds);
    },
    storeBatch({ writes: count, failure }: { writes: number; failure: string | null }): void {
      if (count === 0) return;
      batches.inc({ outcome: failure === null ? 'committed' : 'refused' });
      if (failure === null) writes.inc(count);
    },
    storeDied(): void {
      deaths.inc();
    },
    /** The newest verified backup, as it was found or made. */
    backup({ at, bytes }: { at: number; bytes: number }): void {
      newestBackup = { at, bytes };
    },
    backupFailed(): void {
      backupFailures.inc();
    },
    /** Prometheus' text format. */
    text: (): Promise<string> => registry.metrics(),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
