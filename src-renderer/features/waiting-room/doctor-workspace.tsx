import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { DoctorShell } from '../../shell/doctor-shell.tsx';
import { UndoProvider } from '../appointments/undo.tsx';
import { playArrival } from './arrival-sound.ts';
import { DoctorAlertsBar } from './doctor-alerts-bar.tsx';
import { createDoctorAlerts, type DoctorAlerts } from './doctor-alerts-store.ts';
import { createDoctorRooms, type DoctorRooms, type DoctorRoomsState } from './doctor-rooms-store.ts';

const DoctorRoomsContext = createContext<DoctorRooms | null>(null);

export const useDoctorRooms = (): DoctorRooms => {
  const doctorRooms = useContext(DoctorRoomsContext);
  if (doctorRooms === null) throw new Error('useDoctorRooms needs a DoctorWorkspace above it');
  return doctorRooms;
};

const DoctorAlertsContext = createContext<DoctorAlerts | null>(null);

export const useDoctorAlerts = (): DoctorAlerts => {
  const alerts = useContext(DoctorAlertsContext);
  if (alerts === null) throw new Error('useDoctorAlerts needs a DoctorWorkspace above it');
  return alerts;
};

export const useDoctorRoomsState = (): DoctorRoomsState => useStore(useDoctorRooms().state);

/** Everything behind the doctor's navigation; it follows the waiting rooms on every page. */
export const DoctorWorkspace = () => {
  const services = useServices();
  const [doctorRooms] = useState(() => createDoctorRooms(services));
  const [alerts] = useState(() =>
    createDoctorAlerts(services, { play: playArrival, storage: window.sessionStorage }),
  );
  useEffect(() => doctorRooms.start(), [doctorRooms]);
  useEffect(() => alerts.start(), [alerts]);
  return (
    <DoctorRoomsContext value={doctorRooms}>
      <DoctorAlertsContext value={alerts}>
        <UndoProvider>
          <DoctorShell notices={<DoctorAlertsBar alerts={alerts} />} />
        </UndoProvider>
      </DoctorAlertsContext>
    </DoctorRoomsContext>
  );
};
