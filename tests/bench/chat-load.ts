import { randomUUID } from 'node:crypto';
import { connected, createClient, request, type Client } from './clients.ts';
import type { Clinic, Visit } from './clinic.ts';
import type { ServerProcess } from './processes.ts';
import type { Variant } from './slices.ts';

/** Messages in waiting rooms, each delivered to both who are in the room, and acked. */

const TEXT = 'Good morning. The tablets help, but I still wake up at four, and my knee is no better. '.repeat(
  2,
);

export type Room = { roomId: string; sender: Client; listener: Client };

/**
 * Doctor and patient in the waiting room of a visit; on the bare server two who say the same.
 * @param patients the server of the patient, if it is another one of the clinic
 */
export const enterRoom = async (
  server: Pick<ServerProcess, 'url'>,
  visit: Visit,
  tokens: Clinic['token'] | null,
  patients: Pick<ServerProcess, 'url'> = server,
): Promise<Room> => {
  const token = (who: 'doctor' | 'patient') => tokens?.(visit[who]) ?? null;
  const [sender, listener] = [
    createClient(patients, token('patient')),
    createClient(server, token('doctor')),
  ];
  const { roomId } = visit;
  await connected(sender);
  await request(sender, 'join-waiting-room', { roomId });
  await connected(listener);
  await request(listener, 'join-waiting-room', { roomId });
  return { roomId, sender, listener };
};

/** Sends one and waits for the ack, which ours gives once the message is on disk. */
export const post = ({ roomId, sender }: Room): Promise<void> =>
  request(sender, 'waiting-room-message', { roomId, message: TEXT, clientId: randomUUID() });

export type ChatSlice = { messagesPerSecond: number; cpuPerMessage: number };

/**
 * As many as go, with some of each room under way.
 * @param depth messages of a room that wait for their ack at a time
 */
export const chatLoad =
  (server: Pick<ServerProcess, 'cpu'>, rooms: readonly Room[], depth: number): Variant<ChatSlice> =>
  async (milliseconds) => {
    let acked = 0;
    const before = await server.cpu();
    const begun = performance.now();
    const until = begun + milliseconds;
    const keepSending = async (room: Room): Promise<void> => {
      while (performance.now() < until) {
        await post(room);
        acked += 1;
      }
    };
    await Promise.all(rooms.flatMap((room) => Array.from({ length: depth }, () => keepSending(room))));
    const seconds = (performance.now() - begun) / 1000;
    const cpu = (await server.cpu()) - before;
    return { messagesPerSecond: acked / seconds, cpuPerMessage: cpu / acked };
  };

/** @returns how many were acked, once all are: a steady stream of messages for as long as `work` takes. */
export const chatDuring = async <T>(
  rooms: readonly Room[],
  perSecond: number,
  work: () => Promise<T>,
): Promise<{ result: T; acked: number }> => {
  const pending: Promise<void>[] = [];
  const begun = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * perSecond;
    while (pending.length < due) pending.push(post(rooms[pending.length % rooms.length]!));
  }, 2);
  try {
    const result = await work();
    return { result, acked: (clearInterval(timer), await Promise.all(pending)).length };
  } finally {
    clearInterval(timer);
  }
};
