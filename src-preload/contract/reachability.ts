import { z } from '../../server/protocol/zod.ts';

/** "Can patients reach me?": the lines of the check list, in the order in which they are shown. */
export const REACH_CHECKS = [
  'server',
  'port',
  'address',
  'certificate',
  'firewall',
  'sleep',
  'clock',
  'stun',
  'turn-udp',
  'turn-tcp',
  'turn-tls',
] as const;
export type ReachCheck = (typeof REACH_CHECKS)[number];

/** `warning`: it works, but not for everybody or not always; `unknown`: this could not be found out. */
export const REACH_STATUSES = ['ok', 'warning', 'failed', 'unknown'] as const;
export type ReachStatus = (typeof REACH_STATUSES)[number];

/** What a line found. Each has its words in the page: what it means, and what to do. */
export const REACH_CODES = [
  /** The check itself broke. */
  'check-broken',
  /** What cannot be checked while the clinic does not run, or without somebody who is signed in. */
  'clinic-not-running',
  'not-signed-in',
  'server-running',
  'server-starting',
  'server-stopped',
  'server-restarting',
  'server-failed',
  /** The process runs but does not answer. */
  'server-silent',
  'port-open',
  'port-some-closed',
  'port-closed',
  /** The server listens on the loopback address alone. */
  'port-this-computer-only',
  /** This computer is in no network. */
  'port-no-network',
  'address-own',
  /** The address is one of a local network: whoever is in another one does not get here. */
  'address-local',
  /** A name or address of somewhere else, usually the router, which has to pass the port on. */
  'address-router',
  /** The address in the links was this computer's, and is not any more. */
  'address-changed',
  'address-this-computer-only',
  'address-name-unknown',
  'certificate-pinned',
  'certificate-trusted',
  'certificate-expires-soon',
  'certificate-expired',
  'certificate-not-yet-valid',
  /** The server shows another key than the one in the invitations. */
  'certificate-wrong-key',
  /** No pin, and nobody whom browsers trust has signed it. */
  'certificate-untrusted',
  'certificate-wrong-name',
  'certificate-none',
  'firewall-off',
  'firewall-allows',
  'firewall-no-rule',
  /** A rule lets patients in, but not in the kind of network that this computer is in now. */
  'firewall-other-network',
  /** A rule keeps them out. */
  'firewall-blocks',
  'firewall-blocks-all',
  /** The system does not tell without an administrator's password. */
  'firewall-unreadable',
  'sleep-never',
  /** The app itself keeps it awake while it hosts. */
  'sleep-prevented',
  'sleep-after',
  'sleep-unreadable',
  'clock-right',
  'clock-off',
  'clock-wrong',
  'clock-no-server',
  'ice-name-unknown',
  'ice-unexpected',
  'stun-works',
  'stun-none',
  'stun-unreachable',
  'turn-works',
  'turn-none',
  'turn-not-offered',
  'turn-unreachable',
  'turn-refused',
  'turn-full',
  'turn-certificate',
] as const;
export type ReachCode = (typeof REACH_CODES)[number];

/** Why a port does not answer on an address, as far as it can be told. */
export const PORT_STATES = ['open', 'refused', 'no-answer', 'no-tls', 'wrong-key'] as const;
export type PortState = (typeof PORT_STATES)[number];

const hostSchema = z.string().max(255);

/** Only what the words of the code need. */
export const reachFactsSchema = z.object({
  /** What patients get in links, or the STUN or TURN server. */
  host: hostSchema.optional(),
  port: z.int().min(0).max(65535).optional(),
  /** This computer's own addresses, and what answers there. */
  addresses: z
    .array(z.object({ address: hostSchema, state: z.enum(PORT_STATES).optional() }))
    .max(64)
    .optional(),
  expiresAt: z.iso.datetime().optional(),
  /** Of the clock, positive if it is slow. */
  offsetMs: z.int().optional(),
  roundTripMs: z.int().nonnegative().optional(),
  /** Until the computer sleeps when nobody uses it. */
  minutes: z.int().nonnegative().optional(),
  /** What repairs it, for a command line of this system. The app never runs it. */
  command: z.string().max(1_000).optional(),
  /** The command needs an administrator's rights: on Windows, another kind of command line. */
  asAdministrator: z.boolean().optional(),
});
export type ReachFacts = z.infer<typeof reachFactsSchema>;

export const reachResultSchema = z.object({
  check: z.enum(REACH_CHECKS),
  status: z.enum(REACH_STATUSES),
  code: z.enum(REACH_CODES),
  facts: reachFactsSchema,
});
export type ReachResult = z.infer<typeof reachResultSchema>;

export const REACH_SYSTEMS = ['windows', 'macos', 'linux'] as const;

export const reachabilityCalls = {
  /**
   * Goes through all lines, or one. Each result is also pushed as soon as it is there. A run of all lines ends the
   * one before it.
   */
  'reachability:run': {
    input: z.object({
      /** Chosen by the page; the pushes of this run carry it. */
      run: z.int().nonnegative(),
      /** Access token of the doctor, for the clinic's ICE servers; null if nobody is signed in. */
      token: z.string().min(1).max(4_096).nullable(),
      /** Only this line. */
      only: z.enum(REACH_CHECKS).optional(),
    }),
    output: z.object({
      system: z.enum(REACH_SYSTEMS),
      results: z.array(reachResultSchema),
    }),
  },
} as const;

export const reachabilityPushes = {
  'reachability:result': z.object({ run: z.int().nonnegative(), result: reachResultSchema }),
} as const;
