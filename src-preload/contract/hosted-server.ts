import { monitoringSchema } from '../../server/protocol/routes/monitoring.ts';
import { START_FAILURES } from '../../server/protocol/start-failure.ts';
import { pinSchema } from '../../server/protocol/join-link.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** The hosted server as its supervisor sees it; each state has only its own fields. */
export const hostedServerStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('stopped') }),
  z.object({ status: z.literal('starting'), attempt: z.int().nonnegative() }),
  z.object({
    status: z.literal('running'),
    /** For this computer's own window. */
    url: z.string(),
    startedAt: z.string(),
    /** Of the key that the server shows at `url`. */
    pin: pinSchema.optional(),
    /** The address in invitations. */
    publicUrl: z.string().optional(),
    /** It listens on another port than last time: older invitations do not lead here. */
    portChanged: z.boolean().optional(),
  }),
  z.object({
    status: z.literal('restarting'),
    attempt: z.int().positive(),
    retryAt: z.string(),
    cause: z.string(),
  }),
  /** `code` is for people, `cause` for whoever helps. */
  z.object({ status: z.literal('failed'), code: z.enum(START_FAILURES), cause: z.string() }),
]);
export type HostedServerState = z.infer<typeof hostedServerStateSchema>;

/** How the running clinic is doing: of its monitoring what is true now. */
export const clinicNumbersSchema = monitoringSchema.pick({
  at: true,
  startedAt: true,
  version: true,
  now: true,
  checks: true,
});
export type ClinicNumbers = z.infer<typeof clinicNumbersSchema>;

/** One line of the clinic's log: what happened, never to whom. */
export const clinicLogLineSchema = z.object({
  /** Grows by one with each line since the app's start. */
  number: z.int().positive(),
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  /** The program's own name for it. */
  event: z.string().max(60),
  /** Codes and counts, for whoever helps. */
  detail: z.string().max(1000),
});
export type ClinicLogLine = z.infer<typeof clinicLogLineSchema>;

export const hostedServerCalls = {
  'hosted-server:state': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:start': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:stop': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:restart': { input: nothing, output: hostedServerStateSchema },
  /** Asked again and again by whoever looks at it. `numbers`: null unless the clinic runs and answers. */
  'hosted-server:report': {
    input: z.object({ linesAfter: z.int().nonnegative() }),
    output: z.object({ numbers: clinicNumbersSchema.nullable(), lines: z.array(clinicLogLineSchema) }),
  },
} as const;

export const hostedServerPushes = {
  'hosted-server:changed': hostedServerStateSchema,
} as const;
