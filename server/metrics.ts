import { Counter, Gauge, Histogram, Registry, type LabelValues } from 'prom-client';
import type { CommandName } from './domain/commands.ts';
import { latenciesOf, type Latencies } from './monitoring/latency.ts';
import { processMetrics } from './monitoring/process-metrics.ts';
import { createTally, type Tally } from './monitoring/tally.ts';
import type { ErrorCode, Role } from './protocol/index.ts';

/** People and sockets that are connected now; one person may have several. */
export type Connected = {
  people: Record<Role, number>;
  sockets: { role: Role; transport: 'polling' | 'websocket'; count: number }[];
};

/** Who is in the queue: here and ready, here but not ready, or away with the place kept. */
export type Waiting = { ready: number; preparing: number; away: number };

/** Numbers that are read when somebody asks. */
export type Watched = {
  /** Open connections, those included that have not said who they are. */
  connections: () => number;
  connected: () => Connected;
  calls: () => { rooms: number; members: number };
  /** Waiting rooms in which somebody is. */
  rooms: () => number;
  waiting: () => Promise<Waiting>;
  /** The servers of the clinic that hear of each other, this one included; null in one that is to be the only one. */
  servers: () => { count: number; isRedisThere: boolean } | null;
};

const NOBODY: Watched = {
  connections: () => 0,
  connected: () => ({ people: { doctor: 0, patient: 0 }, sockets: [] }),
  calls: () => ({ rooms: 0, members: 0 }),
  rooms: () => 0,
  waiting: () => Promise.resolve({ ready: 0, preparing: 0, away: 0 }),
  servers: () => null,
};

/** Where something was refused. */
export const REFUSAL_SOURCES = ['connection', 'event', 'route'] as const;
export type RefusalSource = (typeof REFUSAL_SOURCES)[number];

export type StoreCallKind = 'read' | 'write';

const REQUEST_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const STORE_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * What the server tells a monitoring system (Prometheus): how many are here and how it is doing, never who.
 * docs/monitoring.md lists every name. One registry a server, because several may run in one process.
 */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  let watched = NOBODY;
  let pending = 0;
  let writable = true;
  let newestBackup: { at: number; bytes: number } | null = null;
  const events = createTally<CommandName>();
  const refusals: Record<RefusalSource, Tally<ErrorCode>> = {
    connection: createTally(),
    event: createTally(),
    route: createTally(),
  };
  const requests = createTally<string>();
  const errors = createTally<string>();
  let messages = 0;
  let overruns = 0;

  const gauge = (name: string, help: string, value: () => number | null): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const now = value();
        if (now === null) this.remove();
        else this.set(now);
      },
    });
  };
  /** A gauge or a counter whose series are known only when somebody asks. */
  type Series<L extends string> = [labels: LabelValues<L>, value: number][];
  const gauges = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: () => Series<L> | Promise<Series<L>>,
  ): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const series = await read();
        this.reset();
        for (const [labels, value] of series) this.set(labels, value);
      },
    });
  };
  const counter = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: () => Series<L>,
  ): void => {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  };

  gauge('anteroom_connections', 'Open connections of clients', () => watched.connections());
  gauges('anteroom_sockets', 'Sockets of people who are signed in', ['role', 'transport'], () =>
    watched.connected().sockets.map(({ role, transport, count }) => [{ role, transport }, count]),
  );
  gauges('anteroom_people', 'People who are connected', ['role'], () =>
    Object.entries(watched.connected().people).map(([role, count]) => [{ role }, count]),
  );
  gauge('anteroom_waiting_rooms', 'Waiting rooms in which somebody is', () => watched.rooms());
  gauges('anteroom_waiting_patients', 'Patients in the queue, by state', ['state'], () =>
    watched.waiting().then(
      (waiting) => Object.entries(waiting).map(([state, count]) => [{ state }, count]),
      // A store that does not answer must not hide everything else.
      () => [],
    ),
  );
  gauge('anteroom_call_rooms', 'Call rooms made or in use', () => watched.calls().rooms);
  gauge('anteroom_call_members', 'People in calls', () => watched.calls().members);
  counter('anteroom_messages_total', 'Messages stored', [], () => [[{}, messages]]);
  counter('anteroom_events_total', 'Events of clients that were carried out', ['event'], () =>
    events.entries().map(([event, count]) => [{ event }, count]),
  );
  counter('anteroom_refusals_total', 'What was refused, by code', ['source', 'code'], () =>
    REFUSAL_SOURCES.flatMap((source) =>
      refusals[source]
        .entries()
        .map(([code, count]): Series<'source' | 'code'>[number] => [{ source, code }, count]),
    ),
  );
  counter('anteroom_errors_total', 'Lines of the log at level error, by event', ['event'], () =>
    errors.entries().map(([event, count]) => [{ event }, count]),
  );
  counter('anteroom_overruns_total', 'Sockets that were ended because they did not read', [], () => [
    [{}, overruns],
  ]);
  counter('anteroom_requests_total', 'HTTP requests', ['route', 'status'], () =>
    requests.entries().map(([key, count]) => {
      const [route = '', status = ''] = key.split(' ');
      return [{ route, status }, count];
    }),
  );
  const disconnections = new Counter({
    name: 'anteroom_disconnections_total',
    help: 'Connections that ended, by reason',
    labelNames: ['reason'],
    registers,
  });
  const durations = new Histogram({
    name: 'anteroom_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['route'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const batches = new Counter({
    name: 'anteroom_store_batches_total',
    help: 'Transactions of the store, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const batchSizes = new Histogram({
    name: 'anteroom_store_batch_writes',
    help: 'Writes in one transaction of the store',
    buckets: BATCH_BUCKETS,
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
  const storeCalls = new Histogram({
    name: 'anteroom_store_call_seconds',
    help: 'Time from a call of the store to its answer',
    labelNames: ['kind'],
    buckets: STORE_BUCKETS,
    registers,
  });
  gauge('anteroom_store_queue', 'Calls that the store has not answered yet', () => pending);
  gauge('anteroom_store_writable', '1 if the store can write, 0 if its disk is full', () => +writable);
  gauge(
    'anteroom_servers',
    'Servers of the clinic, this one included; absent without REDIS_URL',
    () => watched.servers()?.count ?? null,
  );
  gauge('anteroom_redis_up', '1 if Redis answers; absent without REDIS_URL', () => {
    const servers = watched.servers();
    return servers === null ? null : Number(servers.isRedisThere);
  });
  gauge('anteroom_backup_age_seconds', 'Age of the newest verified backup; absent without one', () =>
    newestBackup === null ? null : (Date.now() - newestBackup.at) / 1000,
  );
  gauge(
    'anteroom_backup_bytes',
    'Size of the newest verified backup; absent without one',
    () => newestBackup?.bytes ?? null,
  );
  const backupFailures = new Counter({
    name: 'anteroom_backup_failures_total',
    help: 'Backups that could not be made',
    registers,
  });

  return {
    /** Says where the numbers are read that nobody reports. */
    watch(sources: Watched): void {
      watched = sources;
    },
    /** An event was carried out. On the way of every signal: nothing here may cost much. */
    event(name: CommandName): void {
      events.add(name);
    },
    messagesStored(count: number): void {
      messages += count;
    },
    refused(source: RefusalSource, code: ErrorCode): void {
      refusals[source].add(code);
    },
    disconnected(reason: string): void {
      disconnections.inc({ reason });
    },
    /** A socket that did not read was ended. */
    overrun(): void {
      overruns += 1;
    },
    request(route: string, status: number, seconds: number): void {
      requests.add(`${route} ${status}`);
      durations.observe({ route }, seconds);
    },
    /** The log has an error. */
    error(event: string): void {
      errors.add(event);
    },
    /** A call of the store begins; the answer is its end, with the seconds that it took. */
    storeCall(kind: StoreCallKind): () => void {
      const started = performance.now();
      pending += 1;
      return () => {
        pending -= 1;
        storeCalls.observe({ kind }, (performance.now() - started) / 1000);
      };
    },
    storeBatch({ writes: count, failure }: { writes: number; failure: string | null }): void {
      if (count === 0) return;
      batches.inc({ outcome: failure === null ? 'committed' : 'refused' });
      batchSizes.observe(count);
      if (failure === null) writes.inc(count);
    },
    storeDied(): void {
      deaths.inc();
    },
    /** The disk of the store is full, or has room again. */
    storeWritable(now: boolean): void {
      writable = now;
    },
    /** The newest verified backup, as it was found or made. */
    backup({ at, bytes }: { at: number; bytes: number }): void {
      newestBackup = { at, bytes };
    },
    backupFailed(): void {
      backupFailures.inc();
    },
    /** The sums since the start and what is watched, for the history of the monitoring page. */
    read: () => ({
      watched,
      messages,
      overruns,
      requests: requests.total(),
      errors: errors.total(),
      refusals,
      storeQueue: pending,
      writable,
      backupAt: newestBackup?.at ?? null,
    }),
    storeLatencies: (kind: StoreCallKind): Promise<Latencies> => latenciesOf(storeCalls, 'kind', kind),
    /** Prometheus' text format. */
    text: async (): Promise<string> =>
      (await Promise.all([registry.metrics(), processMetrics().metrics()])).join('\n'),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
