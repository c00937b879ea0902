import { z } from '../../../server/protocol/zod.ts';
import { readConnection, type ConnectionStatistics } from './connection-statistics.ts';

/** What arrives from the other side, summed over both tracks since this peer began. */
export type MediaStatistics = {
  bytesReceived: number;
  framesDecoded: number;
  packetsLost: number;
  /** Seconds, of the path in use; null before the first measurement. */
  roundTripTime: number | null;
  /** Both directions, for judging the quality. */
  connection: ConnectionStatistics;
};

const inboundSchema = z.object({
  type: z.literal('inbound-rtp'),
  bytesReceived: z.number().default(0),
  framesDecoded: z.number().default(0),
  packetsLost: z.number().default(0),
});

const pathSchema = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.literal(true),
  state: z.literal('succeeded'),
  currentRoundTripTime: z.number().optional(),
});

/** Reads the reports of `RTCPeerConnection.getStats`; browsers differ in what they leave out. */
export const summarise = (reports: readonly unknown[]): MediaStatistics => {
  const sum: MediaStatistics = {
    bytesReceived: 0,
    framesDecoded: 0,
    packetsLost: 0,
    roundTripTime: null,
    connection: readConnection(reports),
  };
  for (const report of reports) {
    const inbound = inboundSchema.safeParse(report);
    if (inbound.success) {
      sum.bytesReceived += inbound.data.bytesReceived;
      sum.framesDecoded += inbound.data.framesDecoded;
      sum.packetsLost += inbound.data.packetsLost;
      continue;
    }
    const path = pathSchema.safeParse(report);
    if (path.success && path.data.currentRoundTripTime !== undefined) {
      sum.roundTripTime = path.data.currentRoundTripTime;
    }
  }
  return sum;
};

/** Media that do not arrive for this long count as stopped. A camera that is off still sends a black picture. */
export const STALL_MS = 4_000;

export type MediaFlow = 'unknown' | 'flowing' | 'stalled';

/** Judges from successive statistics whether media still arrive. */
export type FlowMeter = {
  /** @param now milliseconds */
  update(statistics: MediaStatistics, now: number): MediaFlow;
};

export const createFlowMeter = (startedAt: number): FlowMeter => {
  let bytes = 0;
  let frames = 0;
  let risenAt = startedAt;
  let flow: MediaFlow = 'unknown';
  return {
    update(statistics, now) {
      if (statistics.bytesReceived > bytes || statistics.framesDecoded > frames) {
        bytes = statistics.bytesReceived;
        frames = statistics.framesDecoded;
        risenAt = now;
        flow = 'flowing';
      } else if (now - risenAt >= STALL_MS) {
        flow = 'stalled';
      }
      return flow;
    },
  };
};
