import type { Command } from '../domain/commands.ts';
import type { DomainEvent, Signal } from '../domain/events.ts';
import type { Frame } from './dialect.ts';
import { wireCallUser } from './wire-models.ts';

/** The canonical vocabulary of signals (S2). */

export const relay = (
  to: string,
  kind: Signal['kind'],
  body: unknown,
  attempt: number | undefined,
): Command => ({
  name: 'relaySignal',
  input: { to, signal: { kind, body, attempt } },
});

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
