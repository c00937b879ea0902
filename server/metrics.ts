import { Gauge, Registry } from 'prom-client';

/**
 * What the server tells a monitoring system (Prometheus): how many are here and how it is doing, never who.
 * One registry a server, because several may run in one process.
 */
export const createMetrics = (read: {
  connections: () => number;
  calls: () => { rooms: number; members: number };
}) => {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge('anteroom_connections', 'Open connections of clients', read.connections);
  gauge('anteroom_call_rooms', 'Call rooms made or in use', () => read.calls().rooms);
  gauge('anteroom_call_members', 'People in calls', () => read.calls().members);
  gauge('process_resident_memory_bytes', 'Resident memory of the server', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'Seconds since the process started', () => process.uptime());
  return { text: (): Promise<string> => registry.metrics() };
};

export type Metrics = ReturnType<typeof createMetrics>;
