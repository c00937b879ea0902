import { pinSchema } from '../../server/protocol/join-link.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** What the window knows of the hosted clinic's address and certificates, and may change. */

export const CERTIFICATE_KINDS = ['own', 'files', 'acme'] as const;
/** `own`: made by the app; `files`: brought by the clinic; `acme`: fetched for a domain. */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

export const CERTIFICATE_FILE_PROBLEMS = [
  'file_unreadable',
  'not_pem',
  'certificate_missing',
  'key_missing',
  'key_encrypted',
  'key_weak',
  'key_mismatch',
  'names_missing',
  'not_yet_valid',
  'expired',
  'chain_incomplete',
] as const;
export type CertificateFileProblem = (typeof CERTIFICATE_FILE_PROBLEMS)[number];

export const ACME_PROBLEMS = [
  'name_unknown',
  'not_reached',
  'wrong_answer',
  'name_refused',
  'email_refused',
  'rate_limited',
  'issuer_unreachable',
  'port_in_use',
  'port_forbidden',
  'failed',
] as const;
export type AcmeProblem = (typeof ACME_PROBLEMS)[number];

export const ACME_PHASES = ['account', 'order', 'proof', 'issue'] as const;
/** Registers, orders, proves that the domain leads here, receives. */
export type AcmePhase = (typeof ACME_PHASES)[number];

/** A domain that a certificate can be had for: at least two labels, no address, no wildcard. */
export const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?=.*[a-z])([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/);

/** A host name or address without a port, as it stands in the address of a page: names in ASCII, IPv6 in brackets. */
export const publicHostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(253)
  .refine((host) => URL.canParse(`https://${host}/`) && new URL(`https://${host}/`).hostname === host);

/** On which a clinic listens unless another program does. */
export const USUAL_PORT = 4000;

export const portSchema = z.int().min(1).max(65_535);

const acmeStateSchema = z.object({
  domain: z.string(),
  email: z.string(),
  /** On which the issuer's question is answered. */
  port: portSchema,
  /** Null while nothing is asked for. */
  phase: z.enum(ACME_PHASES).nullable(),
  /** Of the last attempt. */
  problem: z.enum(ACME_PROBLEMS).nullable(),
  /** When a failed renewal is tried again by itself. */
  nextTryAt: z.iso.datetime().nullable(),
});

export const certificatesStateSchema = z.object({
  kind: z.enum(CERTIFICATE_KINDS),
  /** Of the app's own key; null until the clinic was hosted for the first time. */
  pin: pinSchema.nullable(),
  ownExpiresAt: z.iso.datetime().nullable(),
  /** When a new key took the place of the one that older invitations name, until somebody has seen to those. */
  keyReplacedAt: z.iso.datetime().nullable(),
  /** The certificate for the clinic's names; null if there is only the app's own. */
  named: z
    .object({
      names: z.array(z.string()),
      expiresAt: z.iso.datetime(),
      /** Browsers trust it, now. */
      trusted: z.boolean(),
      expired: z.boolean(),
      /** Its key cannot be read any more, or it is another's: the clinic shows its own certificate instead. */
      keyLost: z.boolean(),
    })
    .nullable(),
  acme: acmeStateSchema.nullable(),
  address: z.object({
    /** Null until the clinic was hosted for the first time. */
    port: portSchema.nullable(),
    /** What it was at the start before, if that was another: invitations with it no longer lead here. */
    previousPort: portSchema.nullable(),
    /** What the person set; null: what the app finds. */
    publicHost: z.string().nullable(),
    publicPort: portSchema.nullable(),
    /** The address in invitations; null before the first start. */
    publicUrl: z.string().nullable(),
    /** Whether a browser opens it without a warning. */
    browsersTrust: z.boolean(),
    /** Every address of this computer that the clinic answers at, best first. */
    local: z.array(z.string()),
  }),
});
export type CertificatesState = z.infer<typeof certificatesStateSchema>;

const filesOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done') }),
  /** Nothing was chosen. */
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('refused'), problem: z.enum(CERTIFICATE_FILE_PROBLEMS) }),
]);
export type CertificateFilesOutcome = z.infer<typeof filesOutcomeSchema>;

const acmeOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done') }),
  z.object({ status: z.literal('refused'), problem: z.enum(ACME_PROBLEMS) }),
]);
export type AcmeOutcome = z.infer<typeof acmeOutcomeSchema>;

const PEM_MAX = 200_000;

export const certificatesCalls = {
  'certificates:state': { input: nothing, output: certificatesStateSchema },
  /** Asks for the files in a dialog of the system: certificate, chain and key, in whatever files they are. */
  'certificates:choose-files': { input: nothing, output: filesOutcomeSchema },
  'certificates:use-text': {
    input: z.object({ certificate: z.string().max(PEM_MAX), key: z.string().max(PEM_MAX) }),
    output: filesOutcomeSchema,
  },
  /** Shows everybody the app's own again, and forgets the other. */
  'certificates:use-own': { input: nothing, output: nothing },
  /** The terms of the issuer, to be read before `obtain`; null if it cannot be asked. */
  'certificates:terms': { input: nothing, output: z.object({ url: z.string().nullable() }) },
  /** Whoever calls has agreed to the terms. Answers when it is done; the phases are pushed meanwhile. */
  'certificates:obtain': {
    input: z.object({ domain: domainSchema, email: z.email().max(254), port: portSchema }),
    output: acmeOutcomeSchema,
  },
  /** A new own key where the old one cannot be read: apps with an older invitation refuse it. */
  'certificates:replace-key': {
    input: nothing,
    output: z.object({ status: z.enum(['replaced', 'not_needed', 'failed']) }),
  },
  /** The person has sent new invitations to those whose invitations name the old key. */
  'certificates:key-announced': { input: nothing, output: nothing },
  /** Null: what the app finds, and the port that the clinic listens on. */
  'certificates:set-address': {
    input: z.object({ host: publicHostSchema.nullable(), port: portSchema.nullable() }),
    output: nothing,
  },
} as const;

export const certificatesPushes = {
  'certificates:changed': certificatesStateSchema,
} as const;
