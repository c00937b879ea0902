import type { Role, UserStatus } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import { ifUnavailable } from './errors.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection, Identity } from './identity.ts';

type Person = { userId: string; role: Role };
type Online = { connections: Set<string>; role: Role; status: Exclude<UserStatus, 'offline'> };

/**
 * Who is there, over all connections of a person, and who may know: people who share a relation. The patients of a
 * doctor are read once, while the doctor is there; a patient who comes costs no question to the store.
 */
export const createContacts = ({
  store,
  showsPresence,
}: {
  store: Pick<Store, 'listContacts'>;
  /** The clinic lets its patients see which doctors are there. */
  showsPresence: () => boolean;
}) => {
  const online = new Map<string, Online>();
  /** Of doctors who are online. */
  const patientsOf = new Map<string, Set<string>>();

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

  /** Nobody is told before it is known who may be: a doctor whose patients cannot be read now is not announced. */
  const readPatients = async (doctorId: string): Promise<void> => {
    const patients = await store.listContacts(doctorId).catch(ifUnavailable(null));
    if (patients !== null && online.has(doctorId)) patientsOf.set(doctorId, new Set(patients));
  };

  return {
    /** A connection is there; of a person's first one, contacts are told. */
    connected({ id, identity }: Connection): Outcome<null> | Promise<Outcome<null>> {
      const { userId, role } = identity;
      const before = online.get(userId);
      if (before !== undefined) {
        before.connections.add(id);
        return quiet(null);
      }
      online.set(userId, { connections: new Set([id]), role, status: 'online' });
      const tell = (): Outcome<null> => {
        const now = online.get(userId);
        return { value: null, events: now === undefined ? [] : news({ userId, role }, now.status) };
      };
      return role === 'doctor' ? readPatients(userId).then(tell) : tell();
    },

    /** A connection is gone. @returns whether it was the person's last one, and what contacts are told */
    disconnected({ id, identity }: Connection): { last: boolean; events: DomainEvent[] } {
      const { userId, role } = identity;
      const person = online.get(userId);
      if (person === undefined || !person.connections.delete(id) || person.connections.size > 0) {
        return { last: false, events: [] };
      }
      online.delete(userId);
      const events = news({ userId, role }, 'offline');
      patientsOf.delete(userId);
      return { last: true, events };
    },

    setStatus({ identity }: Connection, status: Online['status']): Outcome<null> {
      const person = online.get(identity.userId);
      if (person === undefined || person.status === status) return quiet(null);
      person.status = status;
      return { value: null, events: news(identity, status) };
    },

    /** Two who share a relation from now on. */
    related({ patientId, doctorId }: { patientId: string; doctorId: string }): void {
      patientsOf.get(doctorId)?.add(patientId);
    },

    /** True if they share a relation and the other is there. */
    areOnline: (one: Person, otherId: string): boolean => online.has(otherId) && areRelated(one, otherId),

    /** What somebody may know of a person whose relation was checked. */
    statusFor: ({ role }: Pick<Person, 'role'>, userId: string): UserStatus =>
      role === 'patient' && !showsPresence() ? 'offline' : (online.get(userId)?.status ?? 'offline'),

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

    connectionsOf: (userId: string): string[] => [...(online.get(userId)?.connections ?? [])],
  };
};

export type Contacts = ReturnType<typeof createContacts>;
