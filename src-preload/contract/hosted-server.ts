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
  z.object({ status: z.literal('failed'), cause: z.string() }),
]);
export type HostedServerState = z.infer<typeof hostedServerStateSchema>;

export const hostedServerCalls = {
  'hosted-server:state': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:start': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:stop': { input: nothing, output: hostedServerStateSchema },
} as const;

export const hostedServerPushes = {
  'hosted-server:changed': hostedServerStateSchema,
} as const;
