import type { CallParticipant, Role } from '../../server/protocol/index.ts';
import { ApiError, type ApiErrorCode } from '../../src-renderer/api/api-error.ts';
import type {
  CallPerson,
  CallSignalling,
  PauseReason,
  SignallingEvents,
} from '../../src-renderer/features/consultation/call-types.ts';

type Task = () => void;
type Member = { client: FakeSignalling; person: CallPerson; audioEnabled: boolean; videoEnabled: boolean };
type Sent = { from: string; event: string; to?: string; attempt?: number | null };

/**
 * A call room's signalling in memory, with the server's rules. Nothing is delivered before `flush`, so that
 * every order of events can be made; what is held back stays in its socket's queue.
 */
export class SignallingWorld {
  readonly sent: Sent[] = [];
  readonly clients: FakeSignalling[] = [];
  /** Refuses joins with this code. */
  refuseJoins: ApiErrorCode | null = null;
  #members: Member[] = [];
  #sockets = 0;

  client(userId: string, userType: Role, userName: string): FakeSignalling {
    const client = new FakeSignalling(this, userId, userType, userName);
    this.clients.push(client);
    return client;
  }

  nextSocketId(): string {
    this.#sockets += 1;
    return `socket-${this.#sockets}`;
  }

  /** Delivers everything that is not held, until nothing moves any more. */
  async flush(): Promise<void> {
    for (let quiet = 0; quiet < 20;) {
      await Promise.resolve();
      let moved = false;
      for (const client of this.clients) moved = client.step() || moved;
      quiet = moved ? 0 : quiet + 1;
    }
  }

  members(): string[] {
    return this.#members.map(({ person }) => person.userId);
  }

  join(client: FakeSignalling): CallParticipant[] {
    if (this.refuseJoins !== null) throw new ApiError(this.refuseJoins);
    const socketId = client.socketId();
    if (!this.#members.some((member) => member.person.socketId === socketId)) {
      const { userId, userType, userName } = client;
      const person = { socketId, userId, userType, userName };
      const replaced = this.#members.filter((member) => member.person.userId === userId);
      this.#members.push({ client, person, audioEnabled: true, videoEnabled: true });
      for (const old of replaced) {
        this.#members = this.#members.filter((member) => member !== old);
        this.#tellOthers(socketId, (events) => events.userLeft(old.person.socketId));
        old.client.inbound((events) => events.userLeft(old.person.socketId), old.person.socketId);
      }
      this.#tellOthers(socketId, (events) => events.userJoined(person));
    }
    return this.#members
      .filter((member) => member.person.socketId !== socketId)
      .map(({ person, audioEnabled, videoEnabled }) => ({
        ...person,
        audioEnabled,
        videoEnabled,
        joinedAt: new Date(0).toISOString(),
      }));
  }

  leave(socketId: string): void {
    const gone = this.#members.find((member) => member.person.socketId === socketId);
    if (gone === undefined) return;
    this.#members = this.#members.filter((member) => member !== gone);
    this.#tellOthers(socketId, (events) => events.userLeft(socketId));
  }

  relay(from: string, to: string, deliver: (events: SignallingEvents, person: CallPerson) => void): void {
    const sender = this.#memberOf(from);
    const addressee = this.#members.find((member) => member.person.socketId === to);
    if (addressee === undefined) throw new ApiError('peer_not_in_room');
    addressee.client.inbound((events) => deliver(events, sender.person), to);
  }

  toOthers(from: string, deliver: (events: SignallingEvents) => void): void {
    this.#memberOf(from);
    this.#tellOthers(from, deliver);
  }

  toggle(from: string, kind: 'audio' | 'video', enabled: boolean, reason?: PauseReason): void {
    const member = this.#memberOf(from);
    if (kind === 'audio') member.audioEnabled = enabled;
    else member.videoEnabled = enabled;
    this.#tellOthers(from, (events) => events.peerToggled(from, kind, enabled, reason));
  }

  /** As `kill -9` and a new start: nobody is told, everybody's connection is gone. */
  restart(): void {
    this.#members = [];
    for (const client of this.clients) client.drop();
  }

  #memberOf(socketId: string): Member {
    const member = this.#members.find((candidate) => candidate.person.socketId === socketId);
    if (member === undefined) throw new ApiError('not_in_room');
    return member;
  }

  #tellOthers(socketId: string, deliver: (events: SignallingEvents) => void): void {
    for (const { client, person } of this.#members) {
      if (person.socketId !== socketId) client.inbound(deliver, person.socketId);
    }
  }
}

/** One browser's socket. */
export class FakeSignalling implements CallSignalling {
  readonly userId: string;
  readonly userType: Role;
  readonly userName: string;
  /** What this socket sends stays on its way while true. */
  holdOutgoing = false;
  /** What this socket should receive stays on its way while true. */
  holdIncoming = false;
  readonly #world: SignallingWorld;
  readonly #listeners = new Set<SignallingEvents>();
  #socketId: string | null = null;
  #outgoing: Task[] = [];
  #incoming: Task[] = [];
  #waiting = new Set<(error: ApiError) => void>();

  constructor(world: SignallingWorld, userId: string, userType: Role, userName: string) {
    this.#world = world;
    this.userId = userId;
    this.userType = userType;
    this.userName = userName;
  }

  socketId(): string {
    if (this.#socketId === null) throw new Error('not connected');
    return this.#socketId;
  }

  connect(): void {
    this.#socketId = this.#world.nextSocketId();
    for (const events of [...this.#listeners]) events.online();
  }

  /** The connection closes and the server sees it. */
  disconnect(): void {
    const socketId = this.#socketId;
    this.drop();
    if (socketId !== null) this.#world.leave(socketId);
  }

  /** The connection is gone on this side. */
  drop(): void {
    if (this.#socketId === null) return;
    this.#socketId = null;
    this.#outgoing = [];
    this.#incoming = [];
    for (const reject of this.#waiting) reject(new ApiError('offline'));
    this.#waiting.clear();
    for (const events of [...this.#listeners]) events.offline();
  }

  /** Something for this client, if it is still behind the same socket. */
  inbound(deliver: (events: SignallingEvents) => void, socketId: string): void {
    if (this.#socketId !== socketId) return;
    this.#incoming.push(() => {
      for (const events of [...this.#listeners]) deliver(events);
    });
  }

  /** Moves one thing each way. */
  step(): boolean {
    const outgoing = this.holdOutgoing ? undefined : this.#outgoing.shift();
    outgoing?.();
    const incoming = this.holdIncoming ? undefined : this.#incoming.shift();
    incoming?.();
    return outgoing !== undefined || incoming !== undefined;
  }

  /** Turns round what waits to be received. */
  reverseIncoming(): void {
    this.#incoming.reverse();
  }

  isOnline(): boolean {
    return this.#socketId !== null;
  }

  localId(): string | null {
    return this.#socketId;
  }

  join(): Promise<CallParticipant[]> {
    return this.#request({ event: 'join-room' }, () => this.#world.join(this));
  }

  send: CallSignalling['send'] = (to, attempt, signal) =>
    this.#request({ event: signal.event, to, attempt }, (from) =>
      this.#world.relay(from, to, (events, person) =>
        events.signal({ ...signal, from, attempt }, signal.event === 'ice-candidate' ? null : person),
      ),
    );

  announceStart(): Promise<void> {
    return this.#request({ event: 'start-call' }, () => undefined);
  }

  toggle: CallSignalling['toggle'] = (kind, enabled, reason) =>
    this.#request({ event: `toggle-${kind}` }, (from) => this.#world.toggle(from, kind, enabled, reason));

  end(): Promise<void> {
    return this.#request({ event: 'end-call' }, (from) =>
      this.#world.toOthers(from, (events) => events.callEnded()),
    );
  }

  leave(): Promise<void> {
    return this.#request({ event: 'leave-room' }, (from) => this.#world.leave(from));
  }

  listen(events: SignallingEvents): () => void {
    this.#listeners.add(events);
    queueMicrotask(() => {
      if (this.#listeners.has(events) && this.isOnline()) events.online();
    });
    return () => this.#listeners.delete(events);
  }

  #request<T>(what: Omit<Sent, 'from'>, handle: (socketId: string) => T): Promise<T> {
    const socketId = this.#socketId;
    if (socketId === null) return Promise.reject(new ApiError('offline'));
    this.#world.sent.push({ from: this.userId, ...what });
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#outgoing.push(() => {
        let answer: Task;
        try {
          const value = handle(socketId);
          answer = () => resolve(value);
        } catch (error) {
          answer = () => reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.#incoming.push(() => {
          this.#waiting.delete(reject);
          answer();
        });
      });
    });
  }
}
