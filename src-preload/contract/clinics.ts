import { joinLinkSchema, pinSchema } from '../../server/protocol/join-link.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** A clinic elsewhere that this app joined. The clinic that this computer hosts is none of them. */
export const joinedClinicSchema = z.object({
  /** The pin; for a server with a certificate that browsers trust, its host. */
  id: z.string().min(1).max(300),
  /** Host and port as in an https address. */
  host: z.string().min(1).max(255),
  /** The only key that this clinic may show; null: a certificate that browsers trust. */
  pin: pinSchema.nullable(),
  /** As the clinic called itself when it was joined last. */
  name: z.string().max(200).nullable(),
});
export type JoinedClinic = z.infer<typeof joinedClinicSchema>;

/**
 * Why a clinic was not joined. `key_changed`: the server shows another key than the invitation names;
 * `untrusted`: it has no pin, and no certificate that this computer trusts.
 */
export const JOIN_REFUSALS = ['key_changed', 'untrusted', 'unreachable', 'not_a_clinic'] as const;
export type JoinRefusal = (typeof JOIN_REFUSALS)[number];

const joinOutcomeSchema = z.discriminatedUnion('outcome', [
  /** `newWindow`: this window is about to be replaced by the clinic's own, which opens the invitation. */
  z.object({ outcome: z.literal('joined'), clinic: joinedClinicSchema, newWindow: z.boolean() }),
  z.object({ outcome: z.literal('refused'), reason: z.enum(JOIN_REFUSALS) }),
]);
export type JoinOutcome = z.infer<typeof joinOutcomeSchema>;

/** A link that the system handed to the app; null in place of one that is none of an invitation. */
const arrivedLinkSchema = z.object({ link: joinLinkSchema.nullable() });
export type ArrivedLink = z.infer<typeof arrivedLinkSchema>;

const currentClinicSchema = z.object({
  /** Null: the clinic that this computer hosts, or none. */
  clinic: joinedClinicSchema.nullable(),
  /** Its server last showed another key than the pinned one, and nothing was sent to it. */
  keyChanged: z.boolean(),
});
export type CurrentClinic = z.infer<typeof currentClinicSchema>;

const clinicId = joinedClinicSchema.shape.id;

export const clinicsCalls = {
  'clinics:list': { input: nothing, output: z.array(joinedClinicSchema) },
  'clinics:current': { input: nothing, output: currentClinicSchema },
  /** The person has agreed to join: only now is the clinic contacted. */
  'clinics:join': { input: joinLinkSchema, output: joinOutcomeSchema },
  /** Goes on with another clinic in a new window; null is the one that this computer hosts. */
  'clinics:open': { input: z.object({ id: clinicId.nullable() }), output: nothing },
  /** Forgets a clinic, with all that is kept of it here. */
  'clinics:leave': { input: z.object({ id: clinicId }), output: nothing },
  /** Asks the current clinic once more which key it has; null if all is well. */
  'clinics:check': { input: nothing, output: z.enum(JOIN_REFUSALS).nullable() },
  /** The link that waits for the person; null if there is none. */
  'clinics:waiting-link': { input: nothing, output: arrivedLinkSchema.nullable() },
  /** The person has seen the link that waits, and it is done with. */
  'clinics:drop-link': { input: nothing, output: nothing },
} as const;

export const clinicsPushes = {
  'clinics:link': arrivedLinkSchema,
  'clinics:changed': currentClinicSchema,
} as const;
