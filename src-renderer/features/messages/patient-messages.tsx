import { Outlet } from 'react-router';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { PatientBar } from './patient-bar.tsx';

/** Around a patient's conversations. */
export const PatientMessages = () => (
  <PatientShell writes>
    <PatientBar />
    <Outlet />
  </PatientShell>
);
