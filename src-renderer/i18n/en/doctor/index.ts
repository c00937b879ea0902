import accountLink from './account-link.json';
import agenda from './agenda.json';
import booking from './booking.json';
import clinicFailure from './clinic-failure.json';
import clinicIdentity from './clinic-identity.json';
import clinicPanel from './clinic-panel.json';
import certificates from './certificates.json';
import clinicSettings from './clinic-settings.json';
import computerAlerts from './computer-alerts.json';
import doctors from './doctors.json';
import emergencyAlerts from './emergency-alerts.json';
import helpDesk from './help-desk.json';
import hosting from './hosting.json';
import invitation from './invitation.json';
import monitoring from './monitoring.json';
import patientAside from './patient-aside.json';
import patients from './patients.json';
import reach from './reach.json';
import relay from './relay.json';
import protection from './protection.json';
import rooms from './rooms.json';
import settings from './settings.json';
import visitSummary from './visit-summary.json';

/** What only a doctor reads or sends, in English. A new namespace is one import and one line here. */
export const texts = {
  accountLink,
  agenda,
  booking,
  clinicFailure,
  clinicIdentity,
  clinicPanel,
  certificates,
  clinicSettings,
  computerAlerts,
  doctors,
  emergencyAlerts,
  helpDesk,
  hosting,
  invitation,
  monitoring,
  patientAside,
  patients,
  reach,
  relay,
  protection,
  rooms,
  settings,
  visitSummary,
} as const;
