import { useContext } from 'react';
import { DateLocale } from '../../shell/date-locale.tsx';
import { DoctorShell } from '../../shell/doctor-shell.tsx';
import { UndoProvider } from '../appointments/undo.tsx';
import { KeyReplacedReminder } from '../clinic-identity/key-replaced-reminder.tsx';
import { EmergencyBannerContext } from '../emergencies/emergency-context.ts';
import { RecoveryReminder } from '../protection/recovery-reminder.tsx';
import { DoctorAlertsBar } from './doctor-alerts-bar.tsx';
import { DoctorLive, useDoctorAlerts } from './doctor-live.tsx';

export { useDoctorAlerts, useDoctorRooms, useDoctorRoomsState } from './doctor-live.tsx';

const Shell = () => (
  <DoctorShell
    notices={
      <>
        {useContext(EmergencyBannerContext)('page')}
        <DoctorAlertsBar alerts={useDoctorAlerts()} />
        <RecoveryReminder />
        <KeyReplacedReminder />
      </>
    }
  />
);

/** Everything behind the doctor's navigation. */
export const DoctorWorkspace = () => (
  <DoctorLive>
    <DateLocale>
      <UndoProvider>
        <Shell />
      </UndoProvider>
    </DateLocale>
  </DoctorLive>
);
