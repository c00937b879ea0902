import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useStore } from 'zustand';
import { useServices, useSession } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { lazyPage } from '../../ui/lazy-page.ts';
import { RestoringPage } from './restoring-page.tsx';

const SetupPage = lazyPage(async () => (await import('../setup/setup-page.tsx')).SetupPage);
const HostClinicPage = lazyPage(async () => (await import('../setup/host-clinic-page.tsx')).HostClinicPage);
const SignInPage = lazyPage(async () => (await import('../sign-in/sign-in-page.tsx')).SignInPage);
const VisitsPage = lazyPage(async () => (await import('../visit/visits-page.tsx')).VisitsPage);

/** Where a doctor was on the way to when the sign-in came between. */
const wayOf = (state: unknown): string => {
  const from = (state as { from?: unknown } | null)?.from;
  return typeof from === 'string' && /^\/(rooms|messages|patients|settings|consultation)\b/.test(from)
    ? from
    : '/rooms';
};

/** `/`: set-up, sign-in, the doctor's rooms or the patient's visit, whichever is next. */
export const HomePage = () => {
  const { platform, clinic } = useServices();
  const session = useSession();
  const serverUrl = useStore(platform.serverUrl);
  const { clinic: info, problem } = useStore(clinic.state);
  const location = useLocation();

  useEffect(() => void clinic.load(), [clinic, serverUrl]);

  if (session.status === 'signedIn') {
    if (session.user.role === 'doctor') return <Navigate to={wayOf(location.state)} replace />;
    if (session.visit !== null) return <Navigate to={`/waiting-room/${session.visit.roomId}`} replace />;
    return <VisitsPage />;
  }
  if (serverUrl === null && platform.host !== null) {
    return (
      <EntryFrame>
        <HostClinicPage host={platform.host} />
      </EntryFrame>
    );
  }
  if (session.status === 'restoring') return <RestoringPage problem={session.problem} />;
  if (info === null) return <RestoringPage problem={problem} />;
  return (
    <EntryFrame>
      {info.needsSetup ? (
        <SetupPage needsCode={info.needsSetupCode} />
      ) : (
        <SignInPage reason={session.reason} />
      )}
    </EntryFrame>
  );
};
