import { z } from './zod.ts';

/**
 * What a device test found, with measured values and codes instead of words. It travels as `report` inside the
 * free-form results of `device-test-results`, so that dashboards that know only S0-M06 read the rest as before.
 */

export const DEVICE_VERDICTS = ['good', 'usable', 'audio-only', 'will-not-work'] as const;
export type DeviceVerdict = (typeof DEVICE_VERDICTS)[number];

/** Why a verdict is not "good". Words for people are the client's. */
export const VERDICT_REASONS = [
  /** The browser lacks what a call needs. */
  'browser-too-old',
  /** The clinic's server did not answer. */
  'offline',
  /** No WebRTC connection came about, neither direct nor over a relay. */
  'no-call-path',
  /** No camera, or it may not be used, or it sends no picture. */
  'no-camera',
  'black-picture',
  /** No microphone, or it may not be used. */
  'no-microphone',
  'silent-microphone',
  'clipped-microphone',
  'no-speaker',
  /** Enough for sound, not for a picture. */
  'very-slow',
  'slow',
  'long-delay',
  'unsteady',
  /** The operating system lets the app use no camera, or no microphone. */
  'camera-blocked',
  'microphone-blocked',
  /** Packets of a voice are lost on the way. */
  'lossy',
  /** The clinic has a relay, and this network lets nothing through to it. */
  'no-relay',
  /** The relay is reached by TCP or TLS alone: a call over it stutters when packets are lost. */
  'relay-slow',
] as const;
export type VerdictReason = (typeof VERDICT_REASONS)[number];

const label = z.string().max(120).optional();
const milliseconds = z.number().min(0).max(600_000);
const kilobits = z.number().min(0).max(10_000_000);

/** What the operating system allows the app; `unknown` where it does not tell, as on Linux. */
export const SYSTEM_PERMISSIONS = ['granted', 'denied', 'restricted', 'not-asked', 'unknown'] as const;
export type SystemPermission = (typeof SYSTEM_PERMISSIONS)[number];

/** A STUN server, or a relay by one transport: `none` if the clinic has none, `unknown` if it was not tried. */
export const ICE_STATES = ['works', 'unreachable', 'refused', 'none', 'unknown'] as const;
export type IceState = (typeof ICE_STATES)[number];

/**
 * What the app's main process found, which no page can: the permissions of the system, the way to the server
 * without a browser's share in it, lost packets, and each transport to the clinic's STUN and TURN servers.
 */
export const systemReportSchema = z.object({
  system: z.object({
    os: z.enum(['windows', 'macos', 'linux']),
    camera: z.enum(SYSTEM_PERMISSIONS),
    microphone: z.enum(SYSTEM_PERMISSIONS),
  }),
  /** Null if the server did not answer. */
  path: z
    .object({
      roundTripMs: milliseconds,
      jitterMs: milliseconds.nullable(),
      /** Packets lost on the way to the clinic's STUN server and back; null if it has none, or none answered. */
      lossPercent: z.number().min(0).max(100).nullable(),
      downKbps: kilobits.nullable(),
      upKbps: kilobits.nullable(),
    })
    .nullable(),
  stun: z.enum(ICE_STATES),
  turn: z.object({ udp: z.enum(ICE_STATES), tcp: z.enum(ICE_STATES), tls: z.enum(ICE_STATES) }),
});
export type SystemReport = z.infer<typeof systemReportSchema>;

export const deviceReportSchema = z.object({
  version: z.literal(1),
  verdict: z.enum(DEVICE_VERDICTS),
  reasons: z.array(z.enum(VERDICT_REASONS)).max(VERDICT_REASONS.length),
  camera: z
    .object({
      label,
      resolution: z.object({ width: z.int().min(0).max(20_000), height: z.int().min(0).max(20_000) }),
      /** Frames a second. */
      frameRate: z.number().min(0).max(1_000),
      black: z.boolean().optional(),
    })
    .nullable(),
  microphone: z
    .object({
      label,
      /** Loudest moment, from silence (0) to full (1). */
      level: z.number().min(0).max(1),
      silent: z.boolean().optional(),
      clipped: z.boolean().optional(),
    })
    .nullable(),
  /** Whether the person heard the test sound; null if that was not answered. */
  speaker: z.object({ heard: z.boolean() }).nullable(),
  client: z.object({
    kind: z.enum(['browser', 'app']),
    /** What a call needs and this client lacks. */
    missing: z.array(z.string().max(40)).max(16),
  }),
  connection: z
    .object({
      /** Median of several round trips to the clinic's server. */
      roundTripMs: milliseconds,
      /** Median distance of a round trip from the median; null if there was only one. */
      jitterMs: milliseconds.nullable(),
      /** Kilobits a second from and to the clinic's server; null if not measured. */
      downKbps: kilobits.nullable(),
      upKbps: kilobits.nullable(),
      /** The better path that a WebRTC connection of this client found; null if not tested. */
      webrtc: z.enum(['direct', 'relay', 'none']).nullable(),
      /** Whether the clinic's relay could be used; null if it has none. */
      relay: z.boolean().nullable(),
    })
    .nullable(),
  /** Only from the app. */
  ...systemReportSchema.partial().shape,
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;
