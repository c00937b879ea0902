import { z } from '../../../server/protocol/zod.ts';

/** Counters of one direction, over both tracks, since this peer began. */
export type DirectionCounters = { bytes: number; packets: number; lost: number };

/** What the browser measures of a connection. Counters grow; the rest is of now, null where it is not told. */
export type ConnectionStatistics = {
  received: DirectionCounters & {
    /** Seconds; of the sound, which suffers first. */
    jitter: number | null;
    framesPerSecond: number | null;
    /** Seconds in which the picture stood still. */
    frozen: number;
  };
  sent: DirectionCounters & {
    framesPerSecond: number | null;
    /** Why the picture is sent smaller or less often than it could be. */
    limitation: 'none' | 'cpu' | 'bandwidth' | 'other';
  };
  /** Seconds, of the path in use. */
  roundTripTime: number | null;
  /** Bits per second, as the browser estimates. */
  availableUpload: number | null;
};

const count = z.number().default(0);

const inboundSchema = z.object({
  type: z.literal('inbound-rtp'),
  kind: z.string().optional(),
  bytesReceived: count,
  packetsReceived: count,
  packetsLost: count,
  jitter: z.number().optional(),
  framesPerSecond: z.number().optional(),
  totalFreezesDuration: count,
});

const outboundSchema = z.object({
  type: z.literal('outbound-rtp'),
  kind: z.string().optional(),
  bytesSent: count,
  packetsSent: count,
  framesPerSecond: z.number().optional(),
  qualityLimitationReason: z.enum(['none', 'cpu', 'bandwidth', 'other']).catch('none'),
});

/** What the other side reports of what it received from here. */
const reportedSchema = z.object({ type: z.literal('remote-inbound-rtp'), packetsLost: count });

const pathSchema = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.literal(true),
  state: z.literal('succeeded'),
  currentRoundTripTime: z.number().optional(),
  availableOutgoingBitrate: z.number().optional(),
});

export const noConnectionStatistics = (): ConnectionStatistics => ({
  received: { bytes: 0, packets: 0, lost: 0, jitter: null, framesPerSecond: null, frozen: 0 },
  sent: { bytes: 0, packets: 0, lost: 0, framesPerSecond: null, limitation: 'none' },
  roundTripTime: null,
  availableUpload: null,
});

/** Reads the reports of `RTCPeerConnection.getStats`; browsers differ in what they leave out. */
export const readConnection = (reports: readonly unknown[]): ConnectionStatistics => {
  const read = noConnectionStatistics();
  const { received, sent } = read;
  for (const report of reports) {
    const inbound = inboundSchema.safeParse(report).data;
    if (inbound !== undefined) {
      received.bytes += inbound.bytesReceived;
      received.packets += inbound.packetsReceived;
      received.lost += inbound.packetsLost;
      if (inbound.kind === 'audio') received.jitter = inbound.jitter ?? null;
      if (inbound.kind === 'video') {
        received.framesPerSecond = inbound.framesPerSecond ?? null;
        received.frozen = inbound.totalFreezesDuration;
      }
      continue;
    }
    const outbound = outboundSchema.safeParse(report).data;
    if (outbound !== undefined) {
      sent.bytes += outbound.bytesSent;
      sent.packets += outbound.packetsSent;
      if (outbound.kind === 'video') {
        sent.framesPerSecond = outbound.framesPerSecond ?? null;
        sent.limitation = outbound.qualityLimitationReason;
      }
      continue;
    }
    const reported = reportedSchema.safeParse(report).data;
    if (reported !== undefined) {
      sent.lost += reported.packetsLost;
      continue;
    }
    const path = pathSchema.safeParse(report).data;
    if (path === undefined) continue;
    read.roundTripTime = path.currentRoundTripTime ?? read.roundTripTime;
    read.availableUpload = path.availableOutgoingBitrate ?? read.availableUpload;
  }
  return read;
};

/** One stretch of time of a connection. */
export type Measurement = {
  /** Shares from 0 to 1 of what was lost on the way here, and on the way there. */
  lossIn: number;
  lossOut: number;
  /** Bits per second. */
  bitrateIn: number;
  bitrateOut: number;
  /** Milliseconds; 0 where the browser does not tell. */
  roundTrip: number;
  jitter: number;
  /** Share of the time in which the other's picture stood still. */
  frozen: number;
  framesIn: number | null;
  framesOut: number | null;
  limitation: ConnectionStatistics['sent']['limitation'];
  availableUpload: number | null;
};

/** Less than this says nothing about a share. */
const PACKETS_MIN = 10;

const share = (lost: number, whole: number): number =>
  whole < PACKETS_MIN ? 0 : Math.min(1, Math.max(0, lost / whole));

/** Makes measurements of successive statistics. */
export type ConnectionMeter = {
  /**
   * @param now milliseconds
   * @returns null for the first statistics of a peer
   */
  measure(statistics: ConnectionStatistics, now: number): Measurement | null;
  reset(): void;
};

export const createConnectionMeter = (): ConnectionMeter => {
  let before: { statistics: ConnectionStatistics; at: number } | null = null;
  return {
    measure: (statistics, now) => {
      const last = before;
      before = { statistics, at: now };
      const { received, sent } = statistics;
      if (last === null || now <= last.at) return null;
      const was = last.statistics;
      // Counters that fell are those of another peer.
      if (received.bytes < was.received.bytes || sent.bytes < was.sent.bytes) return null;
      const seconds = (now - last.at) / 1_000;
      const lostIn = received.lost - was.received.lost;
      const arrived = received.packets - was.received.packets;
      return {
        lossIn: share(lostIn, lostIn + arrived),
        lossOut: share(sent.lost - was.sent.lost, sent.packets - was.sent.packets),
        bitrateIn: ((received.bytes - was.received.bytes) * 8) / seconds,
        bitrateOut: ((sent.bytes - was.sent.bytes) * 8) / seconds,
        roundTrip: (statistics.roundTripTime ?? 0) * 1_000,
        jitter: (received.jitter ?? 0) * 1_000,
        frozen: Math.min(1, Math.max(0, (received.frozen - was.received.frozen) / seconds)),
        framesIn: received.framesPerSecond,
        framesOut: sent.framesPerSecond,
        limitation: sent.limitation,
        availableUpload: statistics.availableUpload,
      };
    },
    reset: () => {
      before = null;
    },
  };
};
