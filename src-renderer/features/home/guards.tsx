import { Navigate, Outlet, useLocation } from 'react-router';
import { useSession } from '../../services.tsx';
import { RestoringPage } from './restoring-page.tsx';
import { SignedOutPage } from './signed-out-page.tsx';

/** Pages of whoever is signed in. Where nobody is, it says what happened and how to come back. */
export const RequireSession = () => {
  const session = useSession();
  switch (session.status) {
    case 'restoring':
      return <RestoringPage problem={session.problem} />;
    case 'signedOut':
      return <SignedOutPage reason={session.reason} />;
    case 'signedIn':
      return <Outlet />;
  }
};

/** Pages of a patient with an account; everybody else is sent to the start page. */
export const RequirePatientAccount = () => {
  const session = useSession();
  if (session.status === 'restoring') return <RestoringPage problem={session.problem} />;
  const has = session.status === 'signedIn' && session.user.role === 'patient' && session.visit === null;
  return has ? <Outlet /> : <Navigate to="/" replace />;
};

/** Pages of doctors; everybody else is sent to the start page. */
export const RequireDoctor = () => {
  const session = useSession();
  const { pathname } = useLocation();
  if (session.status === 'restoring') return <RestoringPage problem={session.problem} />;
  if (session.status === 'signedIn' && session.user.role === 'doctor') return <Outlet />;
  return <Navigate to="/" replace state={{ from: pathname }} />;
};
