import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../../../src-renderer/api/api-error.ts';
import type { Visit } from './clinic.ts';
import { isInSync, type Person } from './person.ts';
import { holdsWithin } from './until.ts';

/** A call whose two sides keep signalling. */
export type RunningCall = {
  /** Signals that reached the other side so far. */
  arrived(): number;
  /** What went wrong so far, by code. */
  refused(): string[];
  stop(): Promise<void>;
};

const EVERY_MS = 25;

/** Takes both into the call and lets them signal until it is stopped. */
export const startCall = async (
  doctor: Person,
  { patient, roomId, patientId }: Visit,
): Promise<RunningCall> => {
  for (const person of [doctor, patient]) person.rooms.enter(roomId);
  const bothIn = () => [doctor, patient].every((person) => isInSync(person, roomId));
  if (!(await holdsWithin(30_000, bothIn))) throw new Error('the two did not come in');
  await doctor.socket.request('start-consultation', { roomId, patientId });
  await doctor.socket.request('join-room', { roomId });
  await patient.socket.request('join-room', { roomId });
  let arrived = 0;
  let stopped = false;
  const refused: string[] = [];
  for (const person of [doctor, patient]) person.socket.on('offer', () => (arrived += 1));
  const offer = { type: 'offer', sdp: 'v=0\r\n' } as const;
  const signal = async (from: Person, to: Person): Promise<void> => {
    while (!stopped) {
      await from.socket
        .request('offer', { to: to.socket.id() ?? '', offer })
        .catch((error: unknown) => refused.push(codeOf(error)));
      await pause(EVERY_MS);
    }
  };
  const running = Promise.all([signal(doctor, patient), signal(patient, doctor)]);
  return {
    arrived: () => arrived,
    refused: () => refused,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
