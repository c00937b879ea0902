import type { OwnStatus, Role, UserStatus } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import { ifUnavailable } from './errors.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection, Identity } from './identity.ts';
import type { Clock } from './ports.ts';

/**
 * How long a chosen status waits for somebody without a connection, who is offline meanwhile: a lost line or a page
 * that is loaded again is not a decision.
 */
export const STATUS_KEPT_MS = 10 * 60_000;

type Person = { userId: string; role: Role };
type Online = {
  /** Each with whether nobody is at its device. */
  connections: Map<string, boolean>;
  role: Role;
  /** Chosen by the person. */
  status: OwnStatus;
};

/** What others see: who chose to be busy or away is that, at a device or not. */
const shownStatus = ({ status, connections }: Online): OwnStatus =>
  (status === 'online' || status === 'available') && [...connections.values()].every((isIdle) => isIdle)
    ? 'away'
    : status;

/**
 * Who is there, over all connections of a person, and who may know: people who share a relation. The patients of a
 * doctor are read once, while the doctor is there; a patient who comes costs no question to the store.
 */
export const createContacts = ({
  store,
  clock,
  showsPresence,
}: {
  store: Pick<Store, 'listContacts'>;
  clock: Pick<Clock, 'elapsed'>;
  /** The clinic lets its patients see which doctors are there. */
  showsPresence: () => boolean;
}) => {
  const online = new Map<string, Online>();
  /** Of doctors who are online. */
  const patientsOf = new Map<string, Set<string>>();
  /** What people without a connection had chosen, the oldest first. */
  const chosen = new Map<string, { status: Online['status']; until: number }>();

  const shownOf = (userId: string): UserStatus => {
    const person = online.get(userId);
    return person === undefined ? 'offline' : shownStatus(person);
  };

  const areRelated = (one: Person, otherId: string): boolean =>
    one.role === 'doctor'
      ? (patientsOf.get(one.userId)?.has(otherId) ?? false)
      : (patientsOf.get(otherId)?.has(one.userId) ?? false);

  const onlineContacts = ({ userId, role }: Person): string[] =>
    role === 'doctor'
      ? [...(patientsOf.get(userId) ?? [])].filter((patientId) => online.has(patientId))
      : [...patientsOf].flatMap(([doctorId, patients]) => (patients.has(userId) ? [doctorId] : []));

  const news = (person: Person, status: UserStatus): DomainEvent[] => {
    if (person.role === 'doctor' && !showsPresence()) return [];
    const channels = onlineContacts(person).map((userId): Channel => ({ kind: 'user', userId }));
    if (channels.length === 0) return [];
    return [{ type: 'presence-changed', to: { channels }, userId: person.userId, role: person.role, status }];
  };

  /** Changes something of a person, and tells contacts what they see of it. */
  const change = (identity: Person, person: Online, make: () => void): DomainEvent[] => {
    const before = shownStatus(person);
    make();
    const after = shownStatus(person);
    return after === before ? [] : news(identity, after);
  };

  /** Patients who became a doctor's while the others were being read. */
  const addedMeanwhile = new Map<string, Set<string>>();

  /**
   * Nobody is told before it is known who may be: a doctor whose patients cannot be read now is announced once they
   * can be.
   */
  const announceDoctor = async (doctorId: string): Promise<DomainEvent[]> => {
    if (!addedMeanwhile.has(doctorId)) addedMeanwhile.set(doctorId, new Set());
    const patients = await store.listContacts(doctorId).catch(ifUnavailable(null));
    const person = online.get(doctorId);
    if (patients === null || person === undefined || patientsOf.has(doctorId)) return [];
    patientsOf.set(doctorId, new Set([...patients, ...(addedMeanwhile.get(doctorId) ?? [])]));
    addedMeanwhile.delete(doctorId);
    return news({ userId: doctorId, role: 'doctor' }, shownStatus(person));
  };

  /** The status that somebody comes back with. */
  const takeChosen = (userId: string): Online['status'] => {
    const known = chosen.get(userId);
    chosen.delete(userId);
    return known !== undefined && known.until > clock.elapsed() ? known.status : 'online';
  };

  const keepChosen = (userId: string, status: Online['status']): void => {
    const now = clock.elapsed();
    for (const [id, { until }] of chosen) {
      if (until > now) break;
      chosen.delete(id);
    }
    if (status !== 'online') chosen.set(userId, { status, until: now + STATUS_KEPT_MS });
  };

  return {
    /** A connection is there; of a person's first one, contacts are told. */
    connected({ id, identity }: Connection): Outcome<null> | Promise<Outcome<null>> {
      const { userId, role } = identity;
      const before = online.get(userId);
      if (before !== undefined) {
        // Somebody is at the device that has just come.
        const events = change(identity, before, () => before.connections.set(id, false));
        return { value: null, events };
      }
      const status = takeChosen(userId);
      const person: Online = { connections: new Map([[id, false]]), role, status };
      online.set(userId, person);
      if (role === 'doctor') return announceDoctor(userId).then((events) => ({ value: null, events }));
      return { value: null, events: news({ userId, role }, shownStatus(person)) };
    },

    /** Announces the doctors who are there and whose patients could not be read when they came. */
    async announceMissing(): Promise<Outcome<null>> {
      const missing = [...online].filter(
        ([userId, { role }]) => role === 'doctor' && !patientsOf.has(userId),
      );
      const announced = await Promise.all(missing.map(([userId]) => announceDoctor(userId)));
      return { value: null, events: announced.flat() };
    },

    /** A connection is gone. @returns whether it was the person's last one, and what contacts are told */
    disconnected({ id, identity }: Connection): { last: boolean; events: DomainEvent[] } {
      const { userId, role } = identity;
      const person = online.get(userId);
      if (person === undefined || !person.connections.has(id)) return { last: false, events: [] };
      if (person.connections.size > 1) {
        return { last: false, events: change(identity, person, () => person.connections.delete(id)) };
      }
      online.delete(userId);
      keepChosen(userId, person.status);
      const events = news({ userId, role }, 'offline');
      patientsOf.delete(userId);
      return { last: true, events };
    },

    setStatus({ identity }: Connection, status: OwnStatus): Outcome<null> {
      const { userId } = identity;
      const person = online.get(userId);
      if (person === undefined || person.status === status) return quiet(null);
      const events = change(identity, person, () => (person.status = status));
      const to = { channels: [{ kind: 'user', userId } as const] };
      return { value: null, events: [...events, { type: 'own-status-changed', to, status }] };
    },

    /** Nobody is at the device of this connection, or somebody is again. */
    setIdle({ id, identity }: Connection, idle: boolean): Outcome<{ status: OwnStatus }> {
      const person = online.get(identity.userId);
      if (person?.connections.has(id) !== true) return quiet({ status: 'online' });
      const events = change(identity, person, () => person.connections.set(id, idle));
      return { value: { status: person.status }, events };
    },

    /** Two who share a relation from now on. */
    related({ patientId, doctorId }: { patientId: string; doctorId: string }): void {
      patientsOf.get(doctorId)?.add(patientId);
      addedMeanwhile.get(doctorId)?.add(patientId);
    },

    /** True if they share a relation and the other is there. */
    areOnline: (one: Person, otherId: string): boolean => online.has(otherId) && areRelated(one, otherId),

    /** What somebody may know of a person whose relation was checked. */
    statusFor: ({ role }: Pick<Person, 'role'>, userId: string): UserStatus =>
      role === 'patient' && !showsPresence() ? 'offline' : shownOf(userId),

    /** Contacts who are there, as somebody may know of them; nobody for the session of an invitation. */
    online: (one: Identity): { userId: string; role: Role }[] =>
      one.visitAppointmentId !== null || (one.role === 'patient' && !showsPresence())
        ? []
        : onlineContacts(one).map((userId) => ({
            userId,
            role: one.role === 'doctor' ? 'patient' : 'doctor',
          })),

    /** For a doctor who is there. */
    areRelated,

    doctorsOnline: (): string[] =>
      [...online].flatMap(([userId, { role }]) => (role === 'doctor' ? [userId] : [])),

    /** What contacts see of somebody, said once more. */
    presenceOf: ({ identity }: Connection): DomainEvent[] => news(identity, shownOf(identity.userId)),

    /** What somebody chose, and whether nobody is at the device of this connection. */
    detailsOf({ id, identity }: Connection): { status: OwnStatus; idle: boolean } {
      const person = online.get(identity.userId);
      return { status: person?.status ?? 'online', idle: person?.connections.get(id) ?? false };
    },

    connectionsOf: (userId: string): string[] => [...(online.get(userId)?.connections.keys() ?? [])],
  };
};

export type Contacts = ReturnType<typeof createContacts>;
