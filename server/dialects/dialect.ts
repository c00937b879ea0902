import type { ClientEvent, ClientPayload, Handshake } from '../protocol/index.ts';
import type { Command, CommandName, CommandResult } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';

/** One frame as a socket receives it. */
export type Frame = { event: string; payload: unknown };

/** An event whose payload has passed its schema. */
export type DecodedEvent = { [E in ClientEvent]: { event: E; payload: ClientPayload<E> } }[ClientEvent];

/**
 * A vocabulary of the wire over the domain's commands and events. Pure functions; arrays, because one foreign
 * event may mean two commands or none, and one fact several frames.
 */
export type Dialect = {
  id: string;
  /** Whether a connection with this handshake speaks the dialect. */
  detect(handshake: Handshake): boolean;
  decode(input: DecodedEvent): Command[];
  /** What the ack carries beside `ok: true`. */
  answer(command: Command, result: CommandResult<CommandName>): Record<string, unknown>;
  encode(event: DomainEvent): Frame[];
};
