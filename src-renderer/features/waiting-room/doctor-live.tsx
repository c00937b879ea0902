import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { useDoctorAttention } from '../computer/use-doctor-attention.ts';
import { useRing } from '../computer/use-ringer.ts';
import { EmergencyWatch } from '../emergencies/emergency-watch.tsx';
import { DoctorAlertsContext } from './doctor-alerts-context.ts';
import { createDoctorAlerts, type DoctorAlerts } from './doctor-alerts-store.ts';
import { createDoctorRooms, type DoctorRooms, type DoctorRoomsState } from './doctor-rooms-store.ts';

const DoctorRoomsContext = createContext<DoctorRooms | null>(null);

export const useDoctorRooms = (): DoctorRooms => {
  const doctorRooms = useContext(DoctorRoomsContext);
  if (doctorRooms === null) throw new Error('useDoctorRooms needs a DoctorLive above it');
  return doctorRooms;
};

export const useDoctorAlerts = (): DoctorAlerts => {
  const alerts = useContext(DoctorAlertsContext);
  if (alerts === null) throw new Error('useDoctorAlerts needs a DoctorLive above it');
  return alerts;
};

export const useDoctorRoomsState = (): DoctorRoomsState => useStore(useDoctorRooms().state);

/**
 * A note of the system for each arrival, while the doctor looks at another window. It names nobody. The app has
 * notifications of its own, with buttons.
 */
const useSystemNotes = (alerts: DoctorAlerts): void => {
  const { t } = useTranslation('rooms');
  const { computer } = useServices();
  const isApp = computer !== null;
  useEffect(
    () =>
      alerts.onNews(({ kind, roomId }) => {
        if (isApp || kind !== 'joined' || document.hasFocus()) return;
        if (!('Notification' in window) || Notification.permission !== 'granted') return;
        try {
          const note = new Notification(t('alerts.system.title'), {
            body: t('alerts.system.text'),
            tag: roomId,
          });
          note.onclick = () => window.focus();
        } catch {
          // Some phones have the constructor and refuse it; the sound and the title remain.
        }
      }),
    [alerts, isApp, t],
  );
};

const Follow = ({ children }: { children: ReactNode }) => {
  const services = useServices();
  const [doctorRooms] = useState(() => createDoctorRooms(services));
  const ring = useRing();
  const [alerts] = useState(() =>
    createDoctorAlerts(services, { play: ring, storage: window.sessionStorage }),
  );
  useEffect(() => doctorRooms.start(), [doctorRooms]);
  useEffect(() => alerts.start(), [alerts]);
  useSystemNotes(alerts);
  useDoctorAttention(doctorRooms, alerts);
  return (
    <DoctorRoomsContext value={doctorRooms}>
      <DoctorAlertsContext value={alerts}>
        <EmergencyWatch alerts={alerts}>{children}</EmergencyWatch>
      </DoctorAlertsContext>
    </DoctorRoomsContext>
  );
};

/**
 * The doctor's rooms and arrivals, followed on every page below: behind the navigation as in a call. Inside
 * another one it hands down that one's.
 */
export const DoctorLive = ({ children }: { children: ReactNode }) =>
  useContext(DoctorRoomsContext) === null ? <Follow>{children}</Follow> : children;
