import { createAppointmentsHandlers } from './routes/appointments.ts';
import { createCallRoomsHandlers } from './routes/call-rooms.ts';
import { createChatHandlers } from './routes/chat.ts';
import { createClinicHandlers } from './routes/clinic.ts';
import { createFilesHandlers } from './routes/files.ts';
import { createMonitoringHandlers } from './routes/monitoring.ts';
import { createNotificationsHandlers } from './routes/notifications.ts';
import { createPasswordLinksHandlers } from './routes/password-links.ts';
import { createPeopleHandlers } from './routes/people.ts';
import { createPhase4Handlers } from './routes/phase4.ts';
import { createQuickclinicHandlers } from './routes/quickclinic.ts';
import { createProfileHandlers } from './routes/profile.ts';
import { createSessionHandlers } from './routes/session.ts';
import { createSystemHandlers } from './routes/system.ts';
import { createRelationsHandlers } from './routes/relations.ts';
import { createVisitSummariesHandlers } from './routes/visit-summaries.ts';
import type { RouteDeps, RouteHandlers } from './routes/context.ts';

/** One handler a route of the contract: calls the domain, tells the facts, shapes the answer. */
export const createRouteHandlers = (deps: RouteDeps): RouteHandlers => ({
  ...createSystemHandlers(deps),
  ...createClinicHandlers(deps),
  ...createSessionHandlers(deps),
  ...createProfileHandlers(deps),
  ...createPeopleHandlers(deps),
  ...createPasswordLinksHandlers(deps),
  ...createAppointmentsHandlers(deps),
  ...createCallRoomsHandlers(deps),
  ...createChatHandlers(deps),
  ...createNotificationsHandlers(deps),
  ...createFilesHandlers(deps),
  ...createVisitSummariesHandlers(deps),
  ...createRelationsHandlers(deps),
  ...createMonitoringHandlers(deps),
  ...createQuickclinicHandlers(deps),
  ...createPhase4Handlers(deps),
});
