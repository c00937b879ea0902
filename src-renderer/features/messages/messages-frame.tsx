import { Navigate, Outlet } from 'react-router';
import { useSignedIn } from '../../services.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { lazyPage } from '../../ui/lazy-page.ts';
import { PatientBar } from './patient-bar.tsx';

// A patient's browser loads nothing of it.
const DoctorWorkspace = lazyPage(
  async () => (await import('../waiting-room/doctor-workspace.tsx')).DoctorWorkspace,
);

/** The frame of each role around the same page. Who came by an invitation has a chat in the visit alone. */
export const MessagesFrame = () => {
  const { user, visit } = useSignedIn();
  if (user.role === 'doctor') return <DoctorWorkspace />;
  if (visit !== null) return <Navigate to="/" replace />;
  return (
    <PatientShell>
      <PatientBar />
      <Outlet />
    </PatientShell>
  );
};
