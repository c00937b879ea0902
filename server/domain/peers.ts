import type { OwnStatus } from '../protocol/index.ts';
import type { CallParties } from './call-registry.ts';
import type { Connection } from './identity.ts';
import type { EmergencyRecord, PersonRecord } from './records.ts';

/**
 * What changes in the memory of one server and has to be known to the others of the clinic. Each can be applied
 * twice without harm.
 */
export type SharedChange =
  | { kind: 'connected'; connection: Connection }
  | { kind: 'disconnected'; connection: Connection }
  | { kind: 'status'; connection: Connection; status: OwnStatus }
  | { kind: 'idle'; connection: Connection; idle: boolean }
  | { kind: 'related'; patientId: string; doctorId: string }
  | { kind: 'room-entered'; connection: Connection; roomId: string; at: number }
  | { kind: 'room-left'; connectionId: string; roomId: string }
  | { kind: 'call-opened'; roomId: string; parties: CallParties; at: number }
  | {
      kind: 'call-entered';
      roomId: string;
      parties: CallParties;
      openedAt: number;
      connection: Connection;
      at: number;
    }
  | { kind: 'call-left'; connectionId: string; roomId: string }
  | { kind: 'media'; connectionId: string; roomId: string; media: MediaState }
  | { kind: 'typing'; typist: PersonRecord; receiverId: string; isTyping: boolean }
  /** `hasNews`: doctors have not been told of its newest alert yet. */
  | { kind: 'emergency'; emergency: EmergencyRecord; hasNews: boolean }
  | { kind: 'settings' };

/** What a member of a call sends. */
export type MediaState = Partial<Record<'audioEnabled' | 'videoEnabled' | 'videoPaused', boolean>>;

/** The other servers of the clinic. A server that is the only one has none of it. */
export type Peers = {
  tell(change: SharedChange): void;
  /** True in one server: it does what is to be done once, such as the ladder of emergencies. */
  isLeader(): boolean;
  /** Says which value was the first of this name, within a minute, in all servers. */
  claim(name: string, value: string): Promise<string>;
};
