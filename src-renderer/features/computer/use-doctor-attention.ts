import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import type { AttentionAction } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';
import type { DoctorAlerts } from '../waiting-room/doctor-alerts-store.ts';
import type { DoctorRooms } from '../waiting-room/doctor-rooms-store.ts';
import { followDoctor } from './follow-doctor.ts';

const MINUTE_MS = 60_000;

/** The app knows who waits for the doctor, and the page does what was chosen in a notification or beside the clock. */
export const useDoctorAttention = (doctorRooms: DoctorRooms, alerts: DoctorAlerts): void => {
  const { computer, rooms, emergencies } = useServices();
  const navigate = useNavigate();
  useEffect(() => {
    if (computer === null) return;
    return followDoctor({ rooms, doctorRooms, alerts, emergencies }, computer.attention);
  }, [computer, rooms, doctorRooms, alerts, emergencies]);
  useEffect(() => {
    if (computer === null) return;
    /** The window shows the call already, and in it who waits: to go elsewhere would leave it. */
    const go = (path: string) => {
      if (computer.attention.current().activity !== 'in-call') void navigate(path);
    };
    const act = (action: AttentionAction) => {
      switch (action.kind) {
        case 'open-room':
          go(`/rooms/${encodeURIComponent(action.key)}`);
          break;
        case 'open-rooms':
          go('/rooms');
          break;
        case 'open-emergencies':
          // The window has come to the front, and whatever page it shows has them above it.
          break;
        case 'open-conversation':
          // Patients have conversations, too: `features/notifications` opens them.
          break;
        case 'acknowledge':
          for (const key of action.keys) alerts.acknowledge(key);
          break;
        case 'silence': {
          const { minutes } = action;
          alerts.silence(minutes === null ? 'untilTurnedOn' : Date.now() + minutes * MINUTE_MS);
          break;
        }
        case 'sound-on':
          alerts.silence(null);
          break;
      }
    };
    return computer.bridge.attention.onChosen(act);
  }, [computer, alerts, navigate]);
};
