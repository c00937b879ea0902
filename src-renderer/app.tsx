import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, Route, Routes } from 'react-router';
import { HomePage } from './features/home/home-page.tsx';
import { NotFoundPage } from './features/home/not-found-page.tsx';
import { RequireDoctor, RequireSession } from './features/home/guards.tsx';
import { UpdateGate } from './features/home/update-gate.tsx';
import { VisitPage } from './features/visit/visit-page.tsx';
import { useSession } from './services.tsx';
import { Delayed } from './ui/delayed.tsx';
import { PageSkeleton } from './ui/page-skeleton.tsx';

// Each role loads only its own pages: a patient's first page must come quickly on a slow line.
const loadWorkspace = () => import('./features/waiting-room/doctor-workspace.tsx');
const loadLive = () => import('./features/waiting-room/doctor-live.tsx');
const loadRooms = () => import('./features/waiting-room/doctor-rooms-page.tsx');
const loadPatients = () => import('./features/patients/patients-page.tsx');
const loadSettings = () => import('./features/settings/settings-layout.tsx');
const loadGeneralSettings = () => import('./features/settings/general-settings.tsx');
const loadPatientRoom = () => import('./features/waiting-room/patient-waiting-room-page.tsx');
const loadVisitOver = () => import('./features/waiting-room/visit-over-page.tsx');
const loadConsultation = () => import('./features/consultation/consultation-page.tsx');

const DoctorLive = lazy(async () => ({ default: (await loadLive()).DoctorLive }));
const DoctorWorkspace = lazy(async () => ({ default: (await loadWorkspace()).DoctorWorkspace }));
const DoctorRoomsPage = lazy(async () => ({ default: (await loadRooms()).DoctorRoomsPage }));
const PatientsPage = lazy(async () => ({ default: (await loadPatients()).PatientsPage }));
const SettingsLayout = lazy(async () => ({ default: (await loadSettings()).SettingsLayout }));
const GeneralSettings = lazy(async () => ({ default: (await loadGeneralSettings()).GeneralSettings }));
const PatientWaitingRoomPage = lazy(async () => ({
  default: (await loadPatientRoom()).PatientWaitingRoomPage,
}));
const VisitOverPage = lazy(async () => ({ default: (await loadVisitOver()).VisitOverPage }));
const ConsultationPage = lazy(async () => ({ default: (await loadConsultation()).ConsultationPage }));

/** What each role goes to from its first page: a call must not wait for a file, or fail without the server. */
const AHEAD = {
  doctor: [loadConsultation, loadPatients, loadSettings, loadGeneralSettings],
  patient: [loadConsultation, loadVisitOver],
} as const;
const AHEAD_AFTER_MS = 1_500;

const useLoadAhead = (): void => {
  const session = useSession();
  const role = session.status === 'signedIn' ? session.user.role : null;
  useEffect(() => {
    if (role === null) return;
    const timer = setTimeout(() => {
      // A file that does not come now is asked for again when its page is opened.
      for (const load of AHEAD[role]) void load().catch(() => undefined);
    }, AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [role]);
};

/** On whatever page, a doctor goes on following the waiting rooms: also in a call. */
const FollowRooms = () => {
  const session = useSession();
  if (session.status !== 'signedIn' || session.user.role !== 'doctor') return <Outlet />;
  return (
    <DoctorLive>
      <Outlet />
    </DoctorLive>
  );
};

/** The pages and who may see them. */
export const App = () => {
  const { t } = useTranslation();
  useLoadAhead();
  return (
    <UpdateGate>
      <Suspense
        fallback={
          <Delayed>
            <PageSkeleton label={t('loading')} />
          </Delayed>
        }
      >
        <Routes>
          <Route index element={<HomePage />} />
          <Route path="visit" element={<VisitPage />} />
          <Route path="visit-over/:roomId" element={<VisitOverPage />} />
          <Route element={<FollowRooms />}>
            <Route element={<RequireSession />}>
              <Route path="waiting-room/:roomId" element={<PatientWaitingRoomPage />} />
              <Route path="consultation/:roomId" element={<ConsultationPage />} />
            </Route>
            <Route element={<RequireDoctor />}>
              <Route element={<DoctorWorkspace />}>
                <Route path="rooms" element={<DoctorRoomsPage />} />
                <Route path="rooms/:roomId" element={<DoctorRoomsPage />} />
                <Route path="patients" element={<PatientsPage />} />
                <Route path="settings" element={<SettingsLayout />}>
                  <Route index element={<Navigate to="general" replace />} />
                  <Route path="general" element={<GeneralSettings />} />
                </Route>
              </Route>
            </Route>
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </UpdateGate>
  );
};
