import { setTimeout as delay } from 'node:timers/promises';
import { connected, createClient, request, type Client } from './clients.ts';
import type { ServerProcess } from './processes.ts';

/** Many clients that connect and join at once, as after a restart of the server. */

/** Who comes, and where to. */
export type Newcomer = { token: string | null; roomId: string };

export type Storm = {
  /** Until the last one was in and had the state of the room. */
  milliseconds: number;
  /** Of the server's processor time, for each client. */
  cpuPerClient: number;
};

/**
 * @param spreadMs each client waits for a random part of this before it connects, as our own do; 0: all at once
 */
export const storm = async (
  server: ServerProcess,
  newcomers: readonly Newcomer[],
  spreadMs = 0,
): Promise<Storm> => {
  const arrivals = newcomers.map(({ token, roomId }) => ({
    client: createClient(server, token),
    roomId,
    afterMs: Math.random() * spreadMs,
  }));
  const before = await server.cpu();
  const begun = performance.now();
  await Promise.all(
    arrivals.map(async ({ client, roomId, afterMs }): Promise<Client> => {
      if (afterMs > 0) await delay(afterMs);
      await connected(client);
      await request(client, 'join-waiting-room', { roomId });
      return client;
    }),
  );
  const milliseconds = performance.now() - begun;
  const cpu = (await server.cpu()) - before;
  for (const { client } of arrivals) client.disconnect();
  return { milliseconds, cpuPerClient: cpu / newcomers.length };
};
