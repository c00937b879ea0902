import {
  answerSignalSchema,
  candidateSignalSchema,
  offerSignalSchema,
} from '../../../server/protocol/index.ts';
import type { CallSignal } from './call-types.ts';

/**
 * Which event carries what simple-peer wants to send.
 * @returns null for what the contract does not know, so that nothing leaves that the server would refuse
 */
export const toCallSignal = (raw: unknown): CallSignal | null => {
  const offer = offerSignalSchema.safeParse(raw);
  if (offer.success) return { event: 'offer', signal: offer.data };
  const answer = answerSignalSchema.safeParse(raw);
  if (answer.success) return { event: 'answer', signal: answer.data };
  if (raw === null) return null;
  const candidate = candidateSignalSchema.safeParse(raw);
  if (candidate.success) return { event: 'ice-candidate', signal: candidate.data };
  return null;
};

/**
 * The form in which simple-peer takes a received signal.
 * @returns null where there is nothing to feed: the end of candidates, which simple-peer does not need, and
 * candidates without a media line, on which `RTCIceCandidate` throws and with it the peer
 */
export const toPeerInput = (received: CallSignal): object | null => {
  if (received.event !== 'ice-candidate') return received.signal;
  if (received.signal === null) return null;
  const candidate = 'type' in received.signal ? received.signal.candidate : received.signal;
  if (candidate.candidate === '') return null;
  if (candidate.sdpMid == null && candidate.sdpMLineIndex == null) return null;
  return { type: 'candidate', candidate };
};

/** An offer that opens a new peer, as against a request within a running one. */
export const opensPeer = (signal: CallSignal): boolean =>
  signal.event === 'offer' && signal.signal.type === 'offer';
