import { z } from './zod.ts';
import {
  appointmentSchema,
  callRoomSchema,
  dateTimeSchema,
  emailSchema,
  fullnameSchema,
  iceServerSchema,
  idSchema,
  newPasswordSchema,
  userSchema,
} from './models.ts';

/**
 * Who may call a route at all; the domain then authorises by relation. `local-or-admin`: anyone on the server's
 * own machine, and admins from everywhere.
 */
export const ROUTE_ACCESS = ['anyone', 'session', 'doctor', 'admin', 'local-or-admin'] as const;
export type RouteAccess = (typeof ROUTE_ACCESS)[number];

const empty = z.object({});
const success = z.literal(true);

/** Answer of every way to sign in. `roomId` and `appointmentId` only for the session of an invitation. */
export const sessionAnswerSchema = z.object({
  success,
  token: z.string(),
  refreshToken: z.string(),
  user: userSchema,
  roomId: idSchema.optional(),
  appointmentId: idSchema.optional(),
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

export const clinicSchema = z.object({
  name: z.string().nullable(),
  /** No account exists yet: the client shows the set-up page. */
  needsSetup: z.boolean(),
  /** Set-up from this address needs the code from the server's log. */
  needsSetupCode: z.boolean(),
  protocol: z.int(),
  version: z.string(),
});
export type Clinic = z.infer<typeof clinicSchema>;

export const inviteLinkSchema = z.object({ url: z.string(), invite: z.string(), expiresAt: dateTimeSchema });
export type InviteLink = z.infer<typeof inviteLinkSchema>;

export const patientSummarySchema = userSchema.extend({
  dateOfBirth: z.string().nullable(),
  bloodGroup: z.string().nullable(),
});
export type PatientSummary = z.infer<typeof patientSummarySchema>;

/** Far beyond any visit; later years would not fit the wire's own time format once a day is added. */
const startsAtSchema = dateTimeSchema.pipe(
  z.string().refine((time) => Date.parse(time) < Date.UTC(2200, 0), { message: 'before the year 2200' }),
);

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => (text === '' ? null : (text ?? null)));

/** Most that one measurement may move in one direction, in bytes. */
export const PROBE_MAX_BYTES = 262_144;

/**
 * Every route that a program may call, with its schemas. The HTTP transport mounts exactly these, and the
 * authorisation matrix of the tests is generated from them.
 */
export const routes = {
  health: {
    method: 'get',
    path: '/health',
    access: 'anyone',
    query: z.object({ format: z.string().max(32).optional() }),
    body: empty,
    answer: z.object({
      status: z.string(),
      activeRooms: z.int(),
      activeUsers: z.int(),
      timestamp: dateTimeSchema,
    }),
  },
  /** Prometheus text format 0.0.4; the one answer that is not JSON. */
  metrics: {
    method: 'get',
    path: '/metrics',
    access: 'local-or-admin',
    query: empty,
    body: empty,
    answer: z.string(),
  },
  clinic: {
    method: 'get',
    path: '/api/clinic',
    access: 'anyone',
    query: empty,
    body: empty,
    answer: z.object({ success, data: clinicSchema }),
  },
  setup: {
    method: 'post',
    path: '/auth/setup',
    access: 'anyone',
    query: empty,
    body: z.object({
      clinicName: fullnameSchema,
      fullname: fullnameSchema,
      email: emailSchema,
      password: newPasswordSchema,
      setupCode: z.string().trim().max(64).optional(),
    }),
    answer: sessionAnswerSchema,
  },
  login: {
    method: 'post',
    path: '/auth/login',
    access: 'anyone',
    query: empty,
    body: z.object({ email: z.string().trim().toLowerCase().max(254), password: z.string().max(256) }),
    answer: sessionAnswerSchema,
  },
  refresh: {
    method: 'post',
    path: '/auth/refresh',
    access: 'anyone',
    query: empty,
    body: z.object({ refreshToken: z.string().min(1).max(256) }),
    answer: sessionAnswerSchema,
  },
  logout: {
    method: 'post',
    path: '/auth/logout',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success }),
  },
  invite: {
    method: 'post',
    path: '/auth/invite',
    access: 'anyone',
    query: empty,
    body: z.object({ invite: z.string().min(1).max(256) }),
    answer: sessionAnswerSchema,
  },
  createDoctor: {
    method: 'post',
    path: '/api/doctors',
    access: 'admin',
    query: empty,
    body: z.object({ fullname: fullnameSchema, email: emailSchema, password: newPasswordSchema }),
    answer: z.object({ success, data: z.object({ user: userSchema }) }),
  },
  createPatient: {
    method: 'post',
    path: '/api/patients',
    access: 'doctor',
    query: empty,
    body: z.object({
      fullname: fullnameSchema,
      email: z.union([emailSchema, z.literal('').transform(() => null)]).nullish(),
      password: newPasswordSchema.nullish(),
      dateOfBirth: z.union([z.iso.date(), z.literal('').transform(() => null)]).nullish(),
      bloodGroup: optionalText(8),
    }),
    answer: z.object({
      success,
      data: z.object({
        user: userSchema,
        relation: z.object({ id: idSchema, patientId: idSchema, doctorId: idSchema }).optional(),
      }),
    }),
  },
  listPatients: {
    method: 'get',
    path: '/api/patients',
    access: 'doctor',
    query: z.object({ email: z.string().trim().toLowerCase().max(254).optional() }),
    body: empty,
    answer: z.object({ success, data: z.object({ patients: z.array(patientSummarySchema) }) }),
  },
  createAppointment: {
    method: 'post',
    path: '/api/appointments',
    access: 'doctor',
    query: empty,
    body: z.object({ patientId: idSchema, startsAt: startsAtSchema, reason: optionalText(200) }),
    answer: z.object({
      success,
      data: z.object({ appointment: appointmentSchema, invite: inviteLinkSchema }),
    }),
  },
  listAppointments: {
    method: 'get',
    path: '/api/appointments',
    access: 'session',
    query: z.object({ from: dateTimeSchema.optional(), to: dateTimeSchema.optional() }),
    body: empty,
    answer: z.object({ success, data: z.object({ appointments: z.array(appointmentSchema) }) }),
  },
  /** A new link for an appointment; the one before stops working. Only the hash is stored, so it cannot be shown again. */
  renewInvitation: {
    method: 'post',
    path: '/api/appointments/:appointmentId/invite',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      data: z.object({ appointment: appointmentSchema, invite: inviteLinkSchema }),
    }),
  },
  /** The doctor closes a visit: `ended` in any state, `cancelled` or `missed` unless its call is running. */
  closeAppointment: {
    method: 'post',
    path: '/api/appointments/:appointmentId/close',
    access: 'doctor',
    query: empty,
    body: z.object({ outcome: z.enum(['ended', 'cancelled', 'missed']) }),
    answer: z.object({ success, data: z.object({ appointment: appointmentSchema }) }),
  },
  iceServers: {
    method: 'get',
    path: '/ice-servers',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, iceServers: z.array(iceServerSchema), expiresAt: dateTimeSchema.nullable() }),
  },
  /** So many incompressible bytes, as `application/octet-stream`; none for a bare round trip. */
  probeDownload: {
    method: 'get',
    path: '/probe',
    access: 'session',
    query: z.object({ bytes: z.coerce.number().int().min(0).max(PROBE_MAX_BYTES).default(0) }),
    body: empty,
    answer: z.instanceof(Uint8Array),
  },
  /** Swallows a body of `application/octet-stream` and answers how many bytes arrived. */
  probeUpload: {
    method: 'post',
    path: '/probe',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, bytes: z.int() }),
  },
  createRoom: {
    method: 'post',
    path: '/api/rooms/create',
    access: 'session',
    query: empty,
    body: z.object({ appointmentId: idSchema.nullish(), doctorId: idSchema, patientId: idSchema }),
    answer: z.object({ success, roomId: idSchema, message: z.string() }),
  },
  getRoom: {
    method: 'get',
    path: '/api/rooms/:roomId',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, room: callRoomSchema }),
  },
} as const satisfies Record<
  string,
  {
    method: 'get' | 'post';
    path: string;
    access: RouteAccess;
    query: z.ZodType;
    body: z.ZodType;
    answer: z.ZodType;
  }
>;

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
