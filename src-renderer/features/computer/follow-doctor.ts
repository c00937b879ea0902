import type { Services } from '../../create-services.ts';
import type { DoctorAlerts } from '../waiting-room/doctor-alerts-store.ts';
import { buildQueue } from '../waiting-room/doctor-queue.ts';
import type { DoctorRooms } from '../waiting-room/doctor-rooms-store.ts';
import type { AttentionParts, AttentionReporter } from './attention-reporter.ts';

/** As much as the contract takes. */
const MOST = 200;
const LONGEST_LABEL = 300;

const doctorPart = (
  { rooms, doctorRooms, alerts, emergencies }: Sources,
  now: number,
): AttentionParts['doctor'] => {
  const queue = buildQueue(doctorRooms.state.getState(), rooms.state.getState(), now);
  const { ringing, silence } = alerts.state.getState();
  const rings = new Set(ringing.map(({ roomId }) => roomId));
  const present = queue.waiting.filter(({ patient }) => patient.connected);
  return {
    waiting: present.slice(0, MOST).map(({ appointment, patient }) => ({
      key: appointment.roomId,
      label: patient.fullname.slice(0, LONGEST_LABEL),
      since: patient.joinedAt,
      isReady: patient.ready,
      isRinging: rings.has(appointment.roomId),
    })),
    admitted: queue.inConsultation.length,
    unread: [...queue.waiting, ...queue.inConsultation, ...queue.today].reduce(
      (sum, { unread }) => sum + unread,
      0,
    ),
    emergencies: (emergencies.state.getState().open ?? [])
      .slice(0, MOST)
      .map(({ id, acknowledgedAt }) => ({ key: id, isRinging: acknowledgedAt === null })),
    silence,
  };
};

type Sources = Pick<Services, 'rooms' | 'emergencies'> & { doctorRooms: DoctorRooms; alerts: DoctorAlerts };

/** Reports the doctor's queue, and who needs help at once, as it changes. Returns the function that ends it. */
export const followDoctor = (
  sources: Sources,
  attention: AttentionReporter,
  now: () => number = Date.now,
): (() => void) => {
  const follow = () => attention.put('doctor', doctorPart(sources, now()));
  follow();
  const ends = [
    sources.rooms.state.subscribe(follow),
    sources.doctorRooms.state.subscribe(follow),
    sources.alerts.state.subscribe(follow),
    sources.emergencies.state.subscribe(follow),
  ];
  return () => {
    for (const end of ends) end();
    attention.put('doctor', null);
  };
};
