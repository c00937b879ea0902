import { z } from './zod.ts';
import { appointmentsRoutes } from './routes/appointments.ts';
import { chatRoutes } from './routes/chat.ts';
import { callRoomsRoutes } from './routes/call-rooms.ts';
import { clinicRoutes } from './routes/clinic.ts';
import { filesRoutes } from './routes/files.ts';
import { monitoringRoutes } from './routes/monitoring.ts';
import { notificationsRoutes } from './routes/notifications.ts';
import { passwordLinksRoutes } from './routes/password-links.ts';
import { peopleRoutes } from './routes/people.ts';
import { phase4Routes } from './routes/phase4.ts';
import { profileRoutes } from './routes/profile.ts';
import { quickclinicRoutes } from './routes/quickclinic.ts';
import { relationsRoutes } from './routes/relations.ts';
import { sessionRoutes } from './routes/session.ts';
import { systemRoutes } from './routes/system.ts';
import { visitSummariesRoutes } from './routes/visit-summaries.ts';

export { ROUTE_ACCESS, type Route, type RouteAccess } from './routes/route.ts';
export * from './routes/appointments.ts';
export * from './routes/clinic.ts';
export * from './routes/monitoring.ts';
export * from './routes/password-links.ts';
export * from './routes/people.ts';
export * from './routes/profile.ts';
export * from './routes/relations.ts';
export * from './routes/session.ts';
export * from './routes/system.ts';
export * from './routes/visit-summaries.ts';

/**
 * Every route that a program may call, with its schemas. The HTTP transport mounts exactly these, and the
 * authorisation matrix of the tests is generated from them.
 */
export const routes = {
  ...systemRoutes,
  ...clinicRoutes,
  ...sessionRoutes,
  ...profileRoutes,
  ...peopleRoutes,
  ...passwordLinksRoutes,
  ...appointmentsRoutes,
  ...callRoomsRoutes,
  ...chatRoutes,
  ...notificationsRoutes,
  ...filesRoutes,
  ...visitSummariesRoutes,
  ...relationsRoutes,
  ...monitoringRoutes,
  ...quickclinicRoutes,
  ...phase4Routes,
} as const;

export type RouteName = keyof typeof routes;
export type RouteBody<R extends RouteName> = z.infer<(typeof routes)[R]['body']>;
export type RouteBodyInput<R extends RouteName> = z.input<(typeof routes)[R]['body']>;
export type RouteQuery<R extends RouteName> = z.infer<(typeof routes)[R]['query']>;
export type RouteAnswer<R extends RouteName> = z.infer<(typeof routes)[R]['answer']>;

/** Every refused request: `{ success: false, message, code }`; `issues` names the fields of a bad body. */
export const restFailureSchema = z.object({
  success: z.literal(false),
  code: z.string(),
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type RestFailure = z.infer<typeof restFailureSchema>;
