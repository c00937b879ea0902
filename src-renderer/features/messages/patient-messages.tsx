import { Outlet } from 'react-router';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { EmergencyCard } from '../emergencies/emergency-spot.tsx';
import classes from './messages-page.module.css';
import { PatientBar } from './patient-bar.tsx';

/** Around a patient's conversations. */
export const PatientMessages = () => (
  <PatientShell writes>
    <div className={classes.patient}>
      <PatientBar />
      <EmergencyCard />
      <Outlet />
    </div>
  </PatientShell>
);
