import type { Store } from '../storage/store.ts';
import type { Contacts } from './contacts.ts';
import { notRelated, scopeOf, visitOnlyOf } from './conversation-access.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { PeopleNames } from './people-names.ts';
import type { Clock, Ids } from './ports.ts';
import type { PersonRecord, RelationRecord } from './records.ts';

/** A relation as one of its two people sees it. */
export type RelationView = { relation: RelationRecord; other: PersonRecord };

/** The relation of a patient and a doctor, which is what each of the two may do to the other. */
export const createRelationAccess = ({
  store,
  clock,
  ids,
  names,
  contacts,
}: {
  store: Store;
  clock: Clock;
  ids: Ids;
  names: PeopleNames;
  contacts: Pick<Contacts, 'related'>;
}) => {
  const viewOf = async (identity: Identity, relation: RelationRecord): Promise<RelationView> => {
    const { patientId, doctorId } = relation;
    const otherId = identity.userId === patientId ? doctorId : patientId;
    // The session of an invitation knows the doctor of its visit alone.
    scopeOf(identity, otherId);
    const other = await names.of(otherId);
    if (other === null) throw notRelated();
    return { relation, other };
  };

  const isOf = (
    { userId, role }: Identity,
    { patientId, doctorId }: { patientId: string; doctorId: string },
  ) => userId === (role === 'doctor' ? doctorId : patientId);

  return {
    /** @throws DomainError `not_found`, or `forbidden` for a relation of others */
    async open(identity: Identity, relationId: string): Promise<RelationView> {
      const relation = await store.getRelation(relationId);
      if (relation === null) throw new DomainError('not_found', 'Relation not found');
      if (!isOf(identity, relation)) throw new DomainError('forbidden', 'Unauthorized');
      return viewOf(identity, relation);
    },

    /** @throws DomainError `forbidden` */
    async openPair(identity: Identity, pair: { patientId: string; doctorId: string }): Promise<RelationView> {
      const relation = isOf(identity, pair) ? await store.findRelation(pair.patientId, pair.doctorId) : null;
      if (relation === null) throw notRelated();
      return viewOf(identity, relation);
    },

    /**
     * Finds the relation of the two, one of whom asks; a doctor makes it if there is none.
     * @throws DomainError `not_found` if it is not there and not to be made, `forbidden`
     */
    async establish(
      identity: Identity,
      pair: { patientId: string; doctorId: string },
    ): Promise<{ relation: RelationRecord; isNew: boolean }> {
      if (!isOf(identity, pair)) throw new DomainError('forbidden', 'Unauthorized');
      const known = await store.findRelation(pair.patientId, pair.doctorId);
      if (known !== null) return { relation: (await viewOf(identity, known)).relation, isNew: false };
      // A doctor chooses patients; patients come by a doctor.
      if (identity.role !== 'doctor' || visitOnlyOf(identity) !== null) {
        throw new DomainError('not_found', 'Relation not found');
      }
      const at = clock.now();
      const made = await store.establishRelation({
        relation: { id: ids.id(), ...pair, createdAt: at },
        audit: {
          at,
          actorId: identity.userId,
          action: 'relation.created',
          subjectId: pair.patientId,
          detail: {},
        },
      });
      if (made === null) throw new DomainError('not_found', 'There is no such patient');
      contacts.related(pair);
      return made;
    },
  };
};

export type RelationAccess = ReturnType<typeof createRelationAccess>;
