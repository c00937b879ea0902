import type { Store } from '../storage/store.ts';
import type { Clock } from './ports.ts';
import type { PersonRecord } from './records.ts';

/** How long a name may be older than the store's: every message carries two. */
const KEPT_MS = 10_000;
const PEOPLE_KEPT = 2000;

/** Who somebody is, as messages say it. */
export const createPeopleNames = ({ store, clock }: { store: Store; clock: Clock }) => {
  let known = new Map<string, { person: PersonRecord; since: number }>();
  return {
    /** Null if there is no such account. */
    async of(userId: string): Promise<PersonRecord | null> {
      const found = known.get(userId);
      const now = clock.elapsed();
      if (found !== undefined && now - found.since < KEPT_MS) return found.person;
      const account = await store.getAccount(userId);
      if (account === null) return null;
      const { id, fullname, email, role } = account;
      const person = { id, fullname, email, role };
      if (known.size >= PEOPLE_KEPT) known = new Map();
      known.set(userId, { person, since: now });
      return person;
    },
  };
};

export type PeopleNames = ReturnType<typeof createPeopleNames>;
