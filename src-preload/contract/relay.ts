import { ICE_ADDRESS_FAULTS, ICE_TRANSPORTS } from '../../server/protocol/ice-address.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/**
 * The STUN and TURN servers of the clinic on this computer: what `TURN_URLS` and `TURN_SECRET` are to a server of its
 * own. The secret goes in and never comes out.
 */

export const MOST_RELAY_ADDRESSES = 16;
export const LONGEST_RELAY_ADDRESS = 300;
export const LONGEST_RELAY_SECRET = 512;

export const relayStateSchema = z.object({
  addresses: z.array(z.string()),
  /** `unreadable`: this computer cannot decrypt it any more, so that it has to be entered again. */
  secret: z.enum(['none', 'kept', 'unreadable']),
});
export type RelayState = z.infer<typeof relayStateSchema>;

/** What is wrong with a line: its form, or that it is there twice. */
export const RELAY_ADDRESS_FAULTS = [...ICE_ADDRESS_FAULTS, 'twice'] as const;
export type RelayAddressFault = (typeof RELAY_ADDRESS_FAULTS)[number];

export const RELAY_SECRET_FAULTS = [
  /** There is a relay, which lets nobody in without it. */
  'missing',
  /** There is no relay that it could be for. */
  'alone',
  /** This computer has no place for it, now. */
  'not_kept',
] as const;
export type RelaySecretFault = (typeof RELAY_SECRET_FAULTS)[number];

const outcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('saved'), state: relayStateSchema }),
  /** Nothing was changed. */
  z.object({
    status: z.literal('refused'),
    /** One for each address, in their order; null: it is good. */
    addresses: z.array(z.enum(RELAY_ADDRESS_FAULTS).nullable()),
    secret: z.enum(RELAY_SECRET_FAULTS).nullable(),
  }),
]);
export type RelayOutcome = z.infer<typeof outcomeSchema>;

/** What an address is worth from this computer. */
export const RELAY_FINDINGS = [
  'works',
  'name-unknown',
  'unreachable',
  'certificate',
  'refused',
  'full',
  'unexpected',
  /** The secret is missing or cannot be read, so that it was not tried. */
  'no-secret',
] as const;

const testedSchema = z.object({
  address: z.string(),
  kind: z.enum(['stun', 'turn']),
  transport: z.enum(ICE_TRANSPORTS),
  finding: z.enum(RELAY_FINDINGS),
  /** Of the one that works. */
  roundTripMs: z.int().nonnegative().nullable(),
});
export type TestedRelay = z.infer<typeof testedSchema>;

export const relayCalls = {
  'relay:state': { input: nothing, output: relayStateSchema },
  /** Empty lines are left out before. `secret`: null leaves the one that is kept. New calls use it at once. */
  'relay:save': {
    input: z.object({
      addresses: z.array(z.string().max(LONGEST_RELAY_ADDRESS)).max(MOST_RELAY_ADDRESSES),
      secret: z.string().max(LONGEST_RELAY_SECRET).nullable(),
    }),
    output: outcomeSchema,
  },
  /** Tries each address that is saved, as a call would. No page chooses where this computer sends packets. */
  'relay:test': { input: nothing, output: z.object({ tested: z.array(testedSchema) }) },
} as const;
