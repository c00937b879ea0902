import { z } from './zod.ts';

/**
 * WebRTC signals as simple-peer makes them and as `RTCPeerConnection` makes them. Everything else is refused
 * by the server: simple-peer throws on a signal that it does not know, which would end the other side's call.
 */
const SDP_MAX_LENGTH = 48_000;
const CANDIDATE_MAX_LENGTH = 2_048;

const sdpSchema = z.string().min(1).max(SDP_MAX_LENGTH);

/** `RTCIceCandidateInit`. The empty candidate means "end of candidates". */
const candidateInitSchema = z.object({
  candidate: z.string().max(CANDIDATE_MAX_LENGTH),
  sdpMLineIndex: z.int().min(0).max(255).nullish(),
  sdpMid: z.string().max(64).nullish(),
  usernameFragment: z.string().max(256).nullish(),
});

/** What travels in `offer`: an offer, or a request of the answering side that leads to one. */
export const offerSignalSchema = z.union([
  z.object({ type: z.literal('offer'), sdp: sdpSchema }),
  z.object({ type: z.literal('renegotiate'), renegotiate: z.literal(true) }),
  z.object({
    type: z.literal('transceiverRequest'),
    transceiverRequest: z.object({
      kind: z.enum(['audio', 'video']),
      init: z
        .object({ direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional() })
        .optional(),
    }),
  }),
]);
export type OfferSignal = z.infer<typeof offerSignalSchema>;

export const answerSignalSchema = z.object({ type: z.literal('answer'), sdp: sdpSchema });
export type AnswerSignal = z.infer<typeof answerSignalSchema>;

/** A candidate, bare or in simple-peer's wrapping; `null` is the browser's "end of candidates". */
export const candidateSignalSchema = z.union([
  z.object({ type: z.literal('candidate'), candidate: candidateInitSchema }),
  candidateInitSchema,
  z.null(),
]);
export type CandidateSignal = z.infer<typeof candidateSignalSchema>;

/** Number of the sender's attempt to build this peer; the receiver drops signals of other attempts. */
export const attemptSchema = z.int().min(0).max(2_147_483_647);
