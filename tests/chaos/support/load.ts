import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvent, ClientPayloadInput, WaitingRoomState } from '../../../server/protocol/index.ts';
import { createHttp } from '../../../src-renderer/api/http.ts';
import type { Random } from '../random.ts';
import type { Ledger, Register } from './ledger.ts';

/**
 * People who never rest: each connects as soon as the server answers and writes without a pause until the
 * connection is gone. They do not wait between attempts as our own client does, so that little of a short life
 * is lost. What the server acknowledged goes to the ledger.
 */
export type Worker = {
  /** Works until the server is gone; then resolves. Rejects if the server refuses what it must not. */
  work(): Promise<void>;
  stop(): void;
};

type Credentials = { url: string; refreshToken: string };

export type PatientWork = Credentials & { kind: 'patient'; roomId: string; patientId: string };
export type DoctorWork = Credentials & {
  kind: 'doctor';
  /** Rooms of the patients with whom this doctor chats. */
  roomIds: readonly string[];
  /** Who gets further appointments. */
  patientId: string;
  /** The visit whose notes the doctor writes. */
  notesOf: string;
};

const ACK_TIMEOUT_MS = 20_000;
const HOUR_MS = 3_600_000;

const FULL_PAUSE_MS = 20;

class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(what: string, code: string) {
    super(`${what}: ${code}`);
    this.code = code;
  }
}

/** The disk is full: nothing was stored, and later it may be. */
const isFull = (error: unknown): boolean => (error as { code?: string }).code === 'storage_full';

/** Failures that only say that the server is not there. */
const isGone = (error: unknown): boolean => {
  const code = (error as { code?: string }).code;
  return (
    code === 'offline' ||
    code === 'timeout' ||
    (error instanceof Error && error.message === 'the server is gone')
  );
};

export const createWorker = (
  options: (PatientWork | DoctorWork) & { ledger: Ledger; random: Random },
): Worker => {
  const { url, ledger, random } = options;
  const http = createHttp({ baseUrl: () => url, fetch: globalThis.fetch });
  let { refreshToken } = options;
  let socket: Socket | null = null;
  let stopped = false;
  let notesVersion = 0;

  /** A new pair of tokens; the one before must work until an answer brought the next. */
  const refresh = async (): Promise<string> => {
    const answer = await http.send('refresh', { body: { refreshToken } });
    refreshToken = answer.refreshToken;
    ledger.count('refresh tokens');
    return answer.token;
  };

  const connect = (token: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const current = io(url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth: { token },
      });
      socket = current;
      current.once('connect', () => resolve(current));
      current.once('connect_error', (error: Error & { data?: { code?: string } }) => {
        const code = error.data?.code;
        reject(code === undefined ? new Error('the server is gone') : new Refused('connection', code));
      });
    });

  const request = async <E extends ClientEvent>(
    on: Socket,
    event: E,
    payload: ClientPayloadInput<E>,
  ): Promise<Record<string, unknown>> => {
    const answer = (await Promise.race([
      on.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload) as Promise<unknown>,
      new Promise<never>((_, reject) => {
        const gone = () => reject(new Error('the server is gone'));
        if (on.disconnected) gone();
        else on.once('disconnect', gone);
      }),
    ])) as { ok: boolean; code?: string };
    if (!answer.ok) throw new Refused(event, answer.code ?? '');
    return answer;
  };

  const postMessage = async (on: Socket, roomId: string): Promise<void> => {
    const clientId = randomUUID();
    const payload = { roomId, message: clientId, clientId };
    const { message } = (await request(on, 'waiting-room-message', payload)) as {
      message: { seq: number };
    };
    ledger.message({ roomId, clientId, seq: message.seq });
  };

  const write = async <T>(register: Register<T>, value: T, send: () => Promise<unknown>): Promise<void> => {
    register.sent(value);
    await send();
    register.acked(value);
  };

  const patientStep = async (on: Socket, { roomId }: PatientWork): Promise<void> => {
    const dice = random.next();
    const { ready, devices } = ledger.patient(roomId);
    if (dice < 0.7) return postMessage(on, roomId);
    if (dice < 0.85) {
      const value = random.next() < 0.5;
      return write(ready, value, () => request(on, 'patient-ready', { roomId, ready: value }));
    }
    const run = (devices.latest() ?? 0) + 1;
    const results = { timestamp: run, allTestsPassed: true };
    await write(devices, run, () => request(on, 'device-test-results', { roomId, results, keepReady: true }));
  };

  const doctorStep = async (on: Socket, token: string, work: DoctorWork): Promise<void> => {
    const dice = random.next();
    if (dice < 0.6) return postMessage(on, random.pick(work.roomIds));
    if (dice < 0.75) {
      const startsAt = new Date(Date.now() + random.between(1, 500) * HOUR_MS).toISOString();
      const clientId = randomUUID();
      const body = { patientId: work.patientId, startsAt, clientId };
      const { data } = await http.send('createAppointment', { body }, { token });
      ledger.appointment(work.notesOf, data.appointment.id, startsAt);
      return;
    }
    if (dice < 0.9) {
      const known = ledger.anyAppointment(work.notesOf, random);
      if (known === null) return;
      const startsAt = new Date(Date.now() + random.between(1, 500) * HOUR_MS).toISOString();
      const params = { appointmentId: known.id };
      return write(known.startsAt, startsAt, () =>
        http.send('updateAppointment', { params, body: { startsAt } }, { token }),
      );
    }
    const notes = randomUUID();
    await write(ledger.notes(work.notesOf), notes, async () => {
      const params = { appointmentId: work.notesOf };
      const { data } = await http.send(
        'putVisitSummary',
        { params, body: { notes, version: notesVersion } },
        { token },
      );
      notesVersion = data.summary.version;
    });
  };

  const shift = async (): Promise<void> => {
    const token = await refresh();
    const on = await connect(token);
    const rooms = options.kind === 'patient' ? [options.roomId] : options.roomIds;
    for (const roomId of rooms) {
      const { room } = (await request(on, 'join-waiting-room', { roomId })) as { room: WaitingRoomState };
      if (options.kind === 'patient') {
        const own = room.patients.find(({ userId }) => userId === options.patientId);
        ledger.joined(roomId, own?.joinedAt ?? 'no place');
      }
    }
    if (options.kind === 'doctor') {
      const { data } = await http.send(
        'getVisitSummary',
        { params: { appointmentId: options.notesOf } },
        { token },
      );
      notesVersion = data.summary.version;
    }
    for (let step = 1; !stopped; step += 1) {
      try {
        if (step % 40 === 0) await refresh();
        else if (options.kind === 'patient') await patientStep(on, options);
        else await doctorStep(on, token, options);
      } catch (error) {
        if (!isFull(error)) throw error;
        ledger.refusedAsFull();
        await pause(FULL_PAUSE_MS);
      }
    }
  };

  return {
    async work() {
      stopped = false;
      try {
        await shift();
      } catch (error) {
        if (!stopped && !isGone(error)) throw error;
      } finally {
        socket?.disconnect();
        socket = null;
      }
    },
    stop() {
      stopped = true;
    },
  };
};
