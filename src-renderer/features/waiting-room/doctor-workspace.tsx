import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { DoctorShell } from '../../shell/doctor-shell.tsx';
import { createDoctorRooms, type DoctorRooms, type DoctorRoomsState } from './doctor-rooms-store.ts';

const DoctorRoomsContext = createContext<DoctorRooms | null>(null);

export const useDoctorRooms = (): DoctorRooms => {
  const doctorRooms = useContext(DoctorRoomsContext);
  if (doctorRooms === null) throw new Error('useDoctorRooms needs a DoctorWorkspace above it');
  return doctorRooms;
};

export const useDoctorRoomsState = (): DoctorRoomsState => useStore(useDoctorRooms().state);

/** Everything behind the doctor's navigation; it follows the waiting rooms on every page. */
export const DoctorWorkspace = () => {
  const services = useServices();
  const [doctorRooms] = useState(() => createDoctorRooms(services));
  useEffect(() => doctorRooms.start(), [doctorRooms]);
  return (
    <DoctorRoomsContext value={doctorRooms}>
      <DoctorShell />
    </DoctorRoomsContext>
  );
};
