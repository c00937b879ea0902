import { Suspense, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, Route, Routes } from 'react-router';
import { HomePage } from './features/home/home-page.tsx';
import { NotFoundPage } from './features/home/not-found-page.tsx';
import { RequireDoctor, RequirePatientAccount, RequireSession } from './features/home/guards.tsx';
import { UpdateGate } from './features/home/update-gate.tsx';
import { KeyChangedGate } from './features/join/key-changed-gate.tsx';
import { LinkPrompt } from './features/join/link-prompt.tsx';
import { LettersGuard } from './features/messages/letters-guard.tsx';
import { AccountParts } from './features/notifications/account-parts.tsx';
import { VisitPage } from './features/visit/visit-page.tsx';
import { loadCallAhead } from './features/waiting-room/call-ahead.ts';
import { DoctorTexts } from './i18n/doctor-texts.tsx';
import { useServices, useSession } from './services.tsx';
import { Delayed } from './ui/delayed.tsx';
import { lazyPage, usePagesLoaded } from './ui/lazy-page.ts';
import { PageSkeleton } from './ui/page-skeleton.tsx';

// Each role loads only its own pages: a patient's first page must come quickly on a slow line.
const loadWorkspace = () => import('./features/waiting-room/doctor-workspace.tsx');
const loadLive = () => import('./features/waiting-room/doctor-live.tsx');
const loadRooms = () => import('./features/waiting-room/doctor-rooms-page.tsx');
const loadAppointments = () => import('./features/appointments/appointments-page.tsx');
const loadVisitSummary = () => import('./features/visit-summary/visit-summary-page.tsx');
const loadPatients = () => import('./features/patients/patients-page.tsx');
const loadPatient = () => import('./features/patients/patient-page.tsx');
const loadSettings = () => import('./features/settings/settings-layout.tsx');
const loadGeneralSettings = () => import('./features/settings/general-settings.tsx');
const loadClinicSettings = () => import('./features/settings/clinic-settings.tsx');
const loadProfileSettings = () => import('./features/settings/profile-settings.tsx');
const loadNotificationSettings = () => import('./features/settings/notification-settings.tsx');
const loadSecuritySettings = () => import('./features/settings/security-settings.tsx');
const loadProfile = () => import('./features/profile/profile-page.tsx');
const loadMonitoring = () => import('./features/monitoring/monitoring-page.tsx');
const loadDoctorsSettings = () => import('./features/settings/doctors/doctors-settings.tsx');
const loadHosting = () => import('./features/hosting/hosting-layout.tsx');
const loadHostingPage = () => import('./features/hosting/hosting-page.tsx');
const loadRecover = () => import('./features/protection/recover-page.tsx');
const loadProtection = () => import('./features/protection/protection-page.tsx');
const loadDesktopGate = () => import('./features/protection/desktop-gate.tsx');
const loadClinicPanel = () => import('./features/hosting/clinic-panel.tsx');
const loadJoin = () => import('./features/join/join-page.tsx');
const loadHelpDesk = () => import('./features/help-code/help-desk-page.tsx');
const loadDesktopParts = () => import('./features/desktop/desktop-parts.tsx');
const loadComputer = () => import('./features/computer/computer-page.tsx');
const loadLeaving = () => import('./features/computer/leaving-dialog.tsx');
const loadReach = () => import('./features/hosting/reach/reach-page.tsx');
const loadRelay = () => import('./features/hosting/relay/relay-page.tsx');
const loadHostingCertificate = () => import('./features/hosting/certificate-page.tsx');
const loadPassword = () => import('./features/password/password-page.tsx');
const loadMessages = () => import('./features/messages/messages-page.tsx');
const loadPatientMessages = () => import('./features/messages/patient-messages.tsx');
const loadPatientRoom = () => import('./features/waiting-room/patient-waiting-room-page.tsx');
const loadVisitOver = () => import('./features/waiting-room/visit-over-page.tsx');
const loadConsultation = () => import('./features/consultation/consultation-page.tsx');

const DoctorLive = lazyPage(async () => (await loadLive()).DoctorLive);
const DoctorWorkspace = lazyPage(async () => (await loadWorkspace()).DoctorWorkspace);
const DoctorRoomsPage = lazyPage(async () => (await loadRooms()).DoctorRoomsPage);
const AppointmentsPage = lazyPage(async () => (await loadAppointments()).AppointmentsPage);
const VisitSummaryPage = lazyPage(async () => (await loadVisitSummary()).VisitSummaryPage);
const PatientsPage = lazyPage(async () => (await loadPatients()).PatientsPage);
const PatientPage = lazyPage(async () => (await loadPatient()).PatientPage);
const SettingsLayout = lazyPage(async () => (await loadSettings()).SettingsLayout);
const GeneralSettings = lazyPage(async () => (await loadGeneralSettings()).GeneralSettings);
const ClinicSettings = lazyPage(async () => (await loadClinicSettings()).ClinicSettings);
const ProfileSettings = lazyPage(async () => (await loadProfileSettings()).ProfileSettings);
const NotificationSettings = lazyPage(async () => (await loadNotificationSettings()).NotificationSettings);
const SecuritySettings = lazyPage(async () => (await loadSecuritySettings()).SecuritySettings);
const ProfilePage = lazyPage(async () => (await loadProfile()).ProfilePage);
const DoctorsSettings = lazyPage(async () => (await loadDoctorsSettings()).DoctorsSettings);
const MonitoringPage = lazyPage(async () => (await loadMonitoring()).MonitoringPage);
const HostingLayout = lazyPage(async () => (await loadHosting()).HostingLayout);
const HostingPage = lazyPage(async () => (await loadHostingPage()).HostingPage);
const ProtectionPage = lazyPage(async () => (await loadProtection()).ProtectionPage);
const RecoverPage = lazyPage(async () => (await loadRecover()).RecoverPage);
const DesktopGate = lazyPage(async () => (await loadDesktopGate()).DesktopGate);
const ClinicPanel = lazyPage(async () => (await loadClinicPanel()).ClinicPanel);
const JoinPage = lazyPage(async () => (await loadJoin()).JoinPage);
const HelpDeskPage = lazyPage(async () => (await loadHelpDesk()).HelpDeskPage);
const DesktopParts = lazyPage(async () => (await loadDesktopParts()).DesktopParts);
const ComputerSettings = lazyPage(async () => (await loadComputer()).ComputerSettings);
const ComputerPage = lazyPage(async () => (await loadComputer()).ComputerPage);
const LeavingDialog = lazyPage(async () => (await loadLeaving()).LeavingDialog);
const ReachPage = lazyPage(async () => (await loadReach()).ReachPage);
const CertificatePage = lazyPage(async () => (await loadHostingCertificate()).CertificatePage);
const RelayPage = lazyPage(async () => (await loadRelay()).RelayPage);
const PasswordPage = lazyPage(async () => (await loadPassword()).PasswordPage);
const MessagesPage = lazyPage(async () => (await loadMessages()).MessagesPage);
const PatientMessages = lazyPage(async () => (await loadPatientMessages()).PatientMessages);
const PatientWaitingRoomPage = lazyPage(async () => (await loadPatientRoom()).PatientWaitingRoomPage);
const VisitOverPage = lazyPage(async () => (await loadVisitOver()).VisitOverPage);
const ConsultationPage = lazyPage(async () => (await loadConsultation()).ConsultationPage);

/** What each role goes to from its first page: a call must not wait for a file, or fail without the server. */
const AHEAD = {
  doctor: [
    loadCallAhead,
    loadVisitSummary,
    loadAppointments,
    loadMessages,
    loadPatients,
    loadPatient,
    loadSettings,
    loadGeneralSettings,
    loadHelpDesk,
  ],
  patient: [loadCallAhead, loadVisitOver],
} as const;
const AHEAD_AFTER_MS = 1_500;

/** Stands beside the page: as long as that one is not shown, nothing takes the line from its files. */
const LoadAhead = () => {
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
  return null;
};

/** On whatever page, a doctor goes on following the waiting rooms: also in a call. */
const FollowRooms = () => {
  const session = useSession();
  if (session.status !== 'signedIn' || session.user.role !== 'doctor') return <Outlet />;
  return (
    <DoctorTexts>
      <DoctorLive>
        <Outlet />
      </DoctorLive>
    </DoctorTexts>
  );
};

/** In the app, keys come before pages; a browser loads nothing of it. */
const Gate = ({ children }: { children: ReactNode }) => {
  const { desktop, host } = useServices().platform;
  if (desktop === null || host === null) return children;
  return (
    <DesktopGate desktop={desktop} host={host}>
      {children}
    </DesktopGate>
  );
};

/** The pages and who may see them. */
export const App = () => (
  <AccountParts>
    <Pages />
    <AskBeforeLeaving />
  </AccountParts>
);

/** In the app alone: whatever page is open, it can ask before the app goes. */
const AskBeforeLeaving = () => {
  const { computer } = useServices();
  return <Suspense fallback={null}>{computer !== null && <LeavingDialog />}</Suspense>;
};

const Pages = () => {
  const { t } = useTranslation();
  usePagesLoaded();
  const { platform } = useServices();
  return (
    <UpdateGate>
      <Suspense
        fallback={
          <Delayed>
            <PageSkeleton label={t('loading')} />
          </Delayed>
        }
      >
        <LoadAhead />
        <LettersGuard />
        <LinkPrompt />
        <Gate>
          <KeyChangedGate>
            <Routes>
              <Route index element={<HomePage />} />
              <Route path="hosting" element={<HostingPage />} />
              <Route path="recover" element={<RecoverPage />} />
              <Route path="visit" element={<VisitPage />} />
              <Route path="password" element={<PasswordPage />} />
              <Route path="join" element={<JoinPage />} />
              <Route path="computer" element={<ComputerPage />} />
              <Route path="visit-over/:roomId" element={<VisitOverPage />} />
              <Route element={<FollowRooms />}>
                <Route
                  path="help-code"
                  element={
                    <DoctorTexts>
                      <HelpDeskPage />
                    </DoctorTexts>
                  }
                />
                <Route element={<RequireSession />}>
                  <Route path="waiting-room/:roomId" element={<PatientWaitingRoomPage />} />
                  <Route path="consultation/:roomId" element={<ConsultationPage />} />
                </Route>
                <Route element={<RequirePatientAccount />}>
                  <Route path="profile" element={<ProfilePage />} />
                  <Route element={<PatientMessages />}>
                    <Route path="conversations" element={<MessagesPage />} />
                    <Route path="conversations/:otherId" element={<MessagesPage />} />
                  </Route>
                </Route>
                <Route element={<RequireDoctor />}>
                  <Route element={<DoctorWorkspace />}>
                    <Route path="rooms" element={<DoctorRoomsPage />} />
                    <Route path="rooms/:roomId" element={<DoctorRoomsPage />} />
                    <Route path="messages" element={<MessagesPage />} />
                    <Route path="messages/:otherId" element={<MessagesPage />} />
                    <Route path="appointments" element={<AppointmentsPage />} />
                    <Route path="visits/:appointmentId/summary" element={<VisitSummaryPage />} />
                    <Route path="patients" element={<PatientsPage />} />
                    <Route path="patients/:patientId" element={<PatientPage />} />
                    <Route path="settings" element={<SettingsLayout />}>
                      <Route index element={<Navigate to="general" replace />} />
                      <Route path="general" element={<GeneralSettings />} />
                      <Route path="clinic" element={<ClinicSettings />} />
                      <Route path="profile" element={<ProfileSettings />} />
                      <Route path="notifications" element={<NotificationSettings />} />
                      <Route path="security" element={<SecuritySettings />} />
                      <Route path="doctors" element={<DoctorsSettings />} />
                      <Route path="monitoring" element={<MonitoringPage />} />
                      <Route path="computer" element={<ComputerSettings />} />
                      <Route path="hosting" element={<HostingLayout />}>
                        <Route index element={<Navigate to="panel" replace />} />
                        <Route path="panel" element={<ClinicPanel />} />
                        <Route path="protection" element={<ProtectionPage />} />
                        <Route path="reach" element={<ReachPage />} />
                        <Route path="certificate" element={<CertificatePage />} />
                        <Route path="relay" element={<RelayPage />} />
                      </Route>
                    </Route>
                  </Route>
                </Route>
              </Route>
              <Route path="*" element={<NotFoundPage />} />
            </Routes>
          </KeyChangedGate>
        </Gate>
        {platform.desktop !== null && (
          <Suspense>
            <DesktopParts bridge={platform.desktop} />
          </Suspense>
        )}
      </Suspense>
    </UpdateGate>
  );
};
