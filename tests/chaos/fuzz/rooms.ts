import type { ChaosClinic, Person, Visit } from './clinic.ts';
import { connectWire, type WireClient } from './wire-client.ts';

/** A waiting room whose patient has several windows open, as many as the part wants. */
export type Room = {
  visit: Visit;
  patient: Person;
  /** The doctor's connection, which writes. */
  writer: WireClient;
  readers: WireClient[];
};

/** Connects another window of the room's patient. */
export const addReader = async (url: string, { visit, patient }: Pick<Room, 'visit' | 'patient'>) => {
  const client = await connectWire(url, patient.token);
  await client.request('join-waiting-room', { roomId: visit.roomId });
  return client;
};

/** @param readers windows of the patient in each room */
export const createRooms = async (
  clinic: ChaosClinic,
  doctor: Person,
  count: number,
  readers: number,
): Promise<Room[]> => {
  const rooms: Room[] = [];
  for (let index = 0; index < count; index += 1) {
    const { visit, patient } = await clinic.addGuest(doctor);
    const writer = await connectWire(clinic.url, doctor.token);
    await writer.request('join-waiting-room', { roomId: visit.roomId });
    const room: Room = { visit, patient, writer, readers: [] };
    for (let reader = 0; reader < readers; reader += 1) room.readers.push(await addReader(clinic.url, room));
    await writer.request('start-consultation', { roomId: visit.roomId, patientId: visit.patientId });
    await writer.request('join-room', { roomId: visit.roomId });
    rooms.push(room);
  }
  return rooms;
};
