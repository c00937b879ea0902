import { io, type Socket } from 'socket.io-client';
import type { Clinic, Visit } from './clinic.ts';
import type { ServerProcess } from './processes.ts';

/** Clients of either server. They say the same to both; the bare one ignores who they are. */

export type Client = Socket;

/** A client that does not connect before `connected`. */
export const createClient = (server: Pick<ServerProcess, 'url'>, token: string | null): Client =>
  io(server.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    ...(token !== null && { auth: { token } }),
  });

export const connected = (client: Client): Promise<Client> =>
  new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
    client.connect();
  });

/** Emits and waits for the ack. @throws Error if the server refuses */
export const request = async (client: Client, event: string, payload: unknown): Promise<void> => {
  const ack = (await client.timeout(60_000).emitWithAck(event, payload)) as { ok: boolean; code?: string };
  if (!ack.ok) throw new Error(`${event} was refused: ${ack.code ?? 'unknown'}`);
};

/** Two who may signal to each other. */
export type Pair = { caller: Client; callee: Client };

/**
 * Doctor and patient of a visit, admitted to its call as people are.
 * @param patients the server of the patient, if it is another one of the clinic
 */
export const enterCall = async (
  server: ServerProcess,
  clinic: Clinic,
  visit: Visit,
  patients: ServerProcess = server,
): Promise<Pair> => {
  const { roomId } = visit;
  const [caller, callee] = await Promise.all([
    connected(createClient(server, clinic.token(visit.doctor))),
    connected(createClient(patients, clinic.token(visit.patient))),
  ]);
  await request(callee, 'join-waiting-room', { roomId });
  await request(caller, 'start-consultation', { roomId, patientId: visit.patient.userId });
  await request(caller, 'join-room', { roomId });
  await request(callee, 'join-room', { roomId });
  return { caller, callee };
};

/** Two clients of the bare server; it relays between any two. */
export const barePair = async (server: ServerProcess): Promise<Pair> => {
  const [caller, callee] = [createClient(server, null), createClient(server, null)];
  await Promise.all([connected(caller), connected(callee)]);
  return { caller, callee };
};

export const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

export const hangUp = (pairs: readonly Pair[]): void => {
  for (const { caller, callee } of pairs) {
    caller.disconnect();
    callee.disconnect();
  }
};
