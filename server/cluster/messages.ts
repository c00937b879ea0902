import type { EndedSession, Outcome } from '../domain/events.ts';
import type { SharedChange } from '../domain/peers.ts';
import { z } from '../protocol/zod.ts';

/** Facts for connections of other servers, and memberships of theirs. */
export type ToldElsewhere = Pick<Outcome<unknown>, 'events' | 'enter' | 'exit'> & { origin?: string };

/** What one server says to the others. */
export type Message =
  /** It is new, or has missed something: the others say what they have. */
  | { kind: 'hello' }
  | { kind: 'beat' }
  | { kind: 'snapshot'; isReady: boolean; changes: SharedChange[] }
  | { kind: 'change'; change: SharedChange }
  | { kind: 'told'; told: ToldElsewhere }
  /** Points of limits that were used. */
  | { kind: 'used'; points: { name: string; used: [key: string, points: number][] } }
  | { kind: 'session-ended'; session: EndedSession }
  | { kind: 'connections-replaced'; sessionId: string };

/**
 * A frame's envelope. What is inside was sealed by a server of the same version, which has parsed it where it came in.
 */
export const frameSchema = z.object({
  from: z.string(),
  number: z.int(),
  messages: z.array(
    z.custom<Message>((value) => typeof value === 'object' && value !== null && 'kind' in value),
  ),
});

export type Frame = z.infer<typeof frameSchema>;
