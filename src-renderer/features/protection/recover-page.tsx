import { Navigate } from 'react-router';
import { DoctorTexts } from '../../i18n/doctor-texts.tsx';
import { useServices } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { RecoverClinicPage } from './recover-clinic-page.tsx';

/** `/recover`: for whoever brings a clinic from another computer. */
export const RecoverPage = () => {
  const { desktop, host } = useServices().platform;
  if (desktop === null || host === null) return <Navigate to="/" replace />;
  return (
    <EntryFrame>
      <DoctorTexts>
        <RecoverClinicPage reason="moved" desktop={desktop} host={host} />
      </DoctorTexts>
    </EntryFrame>
  );
};
