import type { Appointment, WaitingPatient } from '../../../server/protocol/index.ts';
import type { DoctorRoomsState } from './doctor-rooms-store.ts';
import { isOpen } from './doctor-rooms-store.ts';
import type { RoomsState, RoomView } from './room-store.ts';

/** An appointment with what is known of its room. */
export type RoomRow = {
  appointment: Appointment;
  view: RoomView | undefined;
  /** Messages of the patient that the doctor has not had on the screen. */
  unread: number;
};

/** One waiting patient. */
export type WaitingRow = RoomRow & { patient: WaitingPatient };

/** The doctor's day in the order in which it matters. */
export type Queue = {
  /** In the order of arrival, unless the doctor changed it. */
  waiting: WaitingRow[];
  /** Admitted or in a call. */
  inConsultation: RoomRow[];
  /** Today, nobody there yet. */
  today: RoomRow[];
  /** The next days, nobody there yet. */
  coming: RoomRow[];
  /** Today, over. */
  over: RoomRow[];
};

const isToday = (startsAt: string, now: number): boolean =>
  new Date(startsAt).toDateString() === new Date(now).toDateString();

const byStart = (a: RoomRow, b: RoomRow): number =>
  a.appointment.startsAt.localeCompare(b.appointment.startsAt);

const unreadOf = (view: RoomView | undefined, doctorId: string, seen: number): number => {
  const messages = view?.room?.messages ?? [];
  // Who answers has read what stands before the answer.
  const answered = messages.findLast(({ userId }) => userId === doctorId)?.seq ?? 0;
  return messages.filter(({ userId, seq }) => userId !== doctorId && seq > Math.max(seen, answered)).length;
};

/** A server that cannot change the order sends no number for it. */
const orderOf = ({ patient }: WaitingRow): number => patient.queueOrder ?? Date.parse(patient.joinedAt);

/** @param now milliseconds of this client's clock */
export const buildQueue = (
  { appointments, seen }: Pick<DoctorRoomsState, 'appointments' | 'seen'>,
  { rooms }: RoomsState,
  now: number,
): Queue => {
  const queue: Queue = { waiting: [], inConsultation: [], today: [], coming: [], over: [] };
  for (const known of Object.values(appointments ?? {})) {
    const view = rooms[known.roomId];
    const appointment = view?.room?.appointment ?? known;
    const { status, roomId, doctorId, startsAt } = appointment;
    const row: RoomRow = { appointment, view, unread: unreadOf(view, doctorId, seen[roomId] ?? 0) };
    const patients = view?.room?.patients ?? [];
    if (!isOpen(appointment)) {
      if (isToday(startsAt, now)) queue.over.push(row);
    } else if (status === 'admitted' || status === 'inCall') {
      queue.inConsultation.push(row);
    } else if (patients.length > 0) {
      queue.waiting.push(...patients.map((patient) => ({ ...row, patient })));
    } else if (isToday(startsAt, now) || Date.parse(startsAt) < now) {
      queue.today.push(row);
    } else {
      queue.coming.push(row);
    }
  }
  queue.waiting.sort((a, b) => orderOf(a) - orderOf(b));
  queue.inConsultation.sort(byStart);
  queue.today.sort(byStart);
  queue.coming.sort(byStart);
  queue.over.sort(byStart);
  return queue;
};

/** The one to see next: the longest-waiting patient who is ready and there. */
export const nextOf = (waiting: readonly WaitingRow[]): WaitingRow | null =>
  waiting.find(({ patient }) => patient.ready && patient.connected) ?? null;
