import type { TestServer } from './server.ts';

/** The value of one line of `/metrics`; 0 if there is none, since counters appear with their first count. */
export const metric = async (server: Pick<TestServer, 'request'>, series: string): Promise<number> => {
  const { body } = await server.request<string>('GET', '/metrics');
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
};

/** How often something was refused. */
export const refusals = (
  server: Pick<TestServer, 'request'>,
  source: 'connection' | 'event' | 'route',
  code: string,
): Promise<number> => metric(server, `anteroom_refusals_total{source="${source}",code="${code}"}`);
