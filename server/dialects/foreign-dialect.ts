import type { z } from '../protocol/zod.ts';
import type { Command, CommandInput, CommandName, CommandResult } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { Identity } from '../domain/identity.ts';
import type { RelationView } from '../domain/relation-access.ts';
import type { Handshake } from '../protocol/index.ts';
import type { Frame } from './dialect.ts';

/** What a connection has said in a dialect, as far as its next events depend on it. */
export type Speaker = {
  readonly identity: Identity;
  /** The relation that the connection was opened for. */
  readonly relation: RelationView | null;
  /** It has said who it is, in the dialect's own way. */
  readonly isIntroduced: boolean;
};

/** What follows for the connection that asked. */
export type Reply = {
  frames?: readonly Frame[];
  /** Conversations (`conversationIdOf`) whose facts it is told from now on, or no more. */
  enter?: readonly string[];
  leave?: readonly string[];
  isIntroduced?: true;
  /** What is to be done with what was found. */
  then?: readonly Step[];
};

/** A command, and what its result means in the dialect. */
export type Step = { command: Command; reply: (result: CommandResult<CommandName>) => Reply };

/** One step, with the types of its command. */
export const step = <C extends CommandName>(
  name: C,
  input: CommandInput<C>,
  reply: (result: CommandResult<C>) => Reply = () => ({}),
): Step => ({
  // The compiler cannot see that name, input and result belong together.
  command: { name, input } as Command,
  reply,
});

/** Nothing is to be done, but something to be said. */
export type Decoded = readonly Step[] | Reply;

/**
 * A fact in the dialect. `conversation`: only for connections in it. `butOrigin`: not for the connection that
 * caused it.
 */
export type Told = { frames: readonly Frame[]; conversation?: string; butOrigin?: true };

/** Facts that read the same as in the canonical vocabulary: one frame for connections of both. */
export const AS_CANONICAL = 'as-canonical';

/**
 * A vocabulary beside the canonical one. Its events may have names of that one: `means` tells by their shape (K01).
 * Pure functions; what has to be remembered of a connection is its `Speaker`, which the transport keeps.
 */
export type ForeignDialect = {
  readonly id: string;
  /** Its events. */
  readonly events: Readonly<
    Record<
      string,
      {
        payload: z.ZodType;
        /** What it counts against, where that is not the common rate; asked before the payload is checked. */
        rate?: ForeignRate | ((payload: unknown) => ForeignRate);
        /** What is said if a field is not there or empty. */
        missing?: string;
      }
    >
  >;
  /** Whether an event of this name, which the dialect has, is meant in it. */
  means(name: string, payload: unknown, speaker: Speaker | null): boolean;
  /** The relation that a connection with this handshake is for; such a one speaks this dialect alone. */
  relationOf?(handshake: Handshake): string | null;
  /** Refusals of the handshake, in its own words. */
  refusals?: Readonly<Partial<Record<string, string>>>;
  /** Said to a connection that was opened for a relation. */
  greet?(speaker: Speaker & { relation: RelationView }): Reply;
  /** @throws DomainError for what cannot be done before something else */
  decode(name: string, payload: unknown, speaker: Speaker): Decoded;
  /** How a refused event is answered. */
  refuse(name: string, message: string): Frame[];
  encode(event: DomainEvent): Told | typeof AS_CANONICAL | null;
};

export type ForeignRate = 'message-person' | 'emergency-person' | 'typing-person' | 'join-person';
