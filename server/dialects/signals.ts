import type { ClientPayload, ServerEvent } from '../protocol/index.ts';
import type { Command } from '../domain/commands.ts';
import type { DomainEvent, Signal } from '../domain/events.ts';
import type { Frame } from './dialect.ts';
import { wireCallUser } from './wire-models.ts';

/** The canonical vocabulary of signals (S2), and the one signal of S0. */

export const relay = (
  to: string,
  kind: Signal['kind'],
  body: unknown,
  attempt: number | undefined,
): Command => ({
  name: 'relaySignal',
  input: { to, signal: { kind, body, attempt } },
});

/** Which of the two systems it is meant in, its shape tells (K06). */
export const relayCandidate = (payload: ClientPayload<'ice-candidate'>): Command =>
  'roomId' in payload
    ? { name: 'shareCandidate', input: { roomId: payload.roomId, candidate: payload.candidate } }
    : relay(payload.to, 'ice-candidate', payload.candidate, payload.attempt);

/** S0's payload as it came, but that the sender's role is the token's word. */
export const sharedCandidateFrame = ({
  roomId,
  candidate,
  from,
}: Extract<DomainEvent, { type: 'candidate-shared' }>): Frame[] => [
  {
    event: 'ice-candidate' satisfies ServerEvent,
    payload: { roomId, candidate, userType: from.role },
  },
];

export const signalFrame = (event: Extract<DomainEvent, { type: 'signal' }>): Frame[] => {
  const { kind, body, attempt } = event.signal;
  const from = event.from.connectionId;
  const numbered = attempt === undefined ? {} : { attempt };
  switch (kind) {
    case 'offer':
      return [
        {
          event: kind,
          payload: { offer: body, from, fromUser: wireCallUser(event.roomId, event.from), ...numbered },
        },
      ];
    case 'answer':
      return [
        {
          event: kind,
          payload: { answer: body, from, fromUser: wireCallUser(event.roomId, event.from), ...numbered },
        },
      ];
    case 'ice-candidate':
      return [{ event: kind, payload: { candidate: body, from, ...numbered } }];
  }
};
