import type { Store } from '../storage/store.ts';
import type { EmergencyNews } from './emergency-news.ts';
import type { DomainEvent } from './events.ts';
import type { Clock } from './ports.ts';
import type { EmergencyRecord } from './records.ts';

/** An emergency that is open, and what of it only this process knows; times by the clock that nobody sets. */
export type OpenEmergency = {
  emergency: EmergencyRecord;
  /** Since when it waits to be acknowledged. */
  since: number;
  toldAt: number;
  /** Doctors have not been told of the newest alert yet. */
  hasNews: boolean;
  /** What sessions that asked for it have been shown, and are on record for (`shownTo`). */
  shown: Set<string>;
};

/** What is shown of it now, to a session: the same again is nothing new for the record. */
export const shownTo = (sessionId: string, { count }: EmergencyRecord, withText: boolean): string =>
  `${sessionId} ${count} ${withText ? 'text' : 'hidden'}`;

/**
 * What is open, in memory beside the store, so that time goes on for it whatever becomes of the disk. One process
 * writes to a store, so the two differ only when an answer of the store was lost.
 */
export const createOpenEmergencies = (deps: {
  store: Pick<Store, 'listOpenEmergencies' | 'noteEmergencyTold'>;
  clock: Clock;
  news: Pick<EmergencyNews, 'marked'>;
}) => {
  const { store, clock, news } = deps;
  const open = new Map<string, OpenEmergency>();

  /** A clock that was set back must not keep anybody waiting longer than once more. */
  const sinceOf = ({ waitingSince }: EmergencyRecord): number =>
    clock.elapsed() - Math.max(0, clock.now() - waitingSince);

  const adopt = (emergency: EmergencyRecord, hasNews: boolean): OpenEmergency => {
    const known = {
      emergency,
      since: sinceOf(emergency),
      toldAt: -Infinity,
      hasNews,
      shown: new Set<string>(),
    };
    open.set(emergency.id, known);
    return known;
  };

  /** It is like this now; time starts anew when an alert has to be acknowledged again. */
  const update = (known: OpenEmergency, emergency: EmergencyRecord): void => {
    if (emergency.waitingSince !== known.emergency.waitingSince) known.since = sinceOf(emergency);
    known.emergency = emergency;
  };

  /** What the store has beyond what is known: as news, which the answer that was lost would have been. */
  const catchUp = (known: OpenEmergency, stored: EmergencyRecord): DomainEvent[] => {
    const { acknowledged, count, waitingSince } = known.emergency;
    const ringsAnew = stored.waitingSince !== waitingSince;
    known.hasNews ||= stored.count > count;
    if (ringsAnew) known.toldAt = -Infinity;
    update(known, stored);
    if (stored.resolved !== null) {
      open.delete(stored.id);
      return [news.marked('emergency-resolved', stored, stored.resolved)];
    }
    return (acknowledged === null || ringsAnew) && stored.acknowledged !== null
      ? [news.marked('emergency-acknowledged', stored, stored.acknowledged)]
      : [];
  };

  return {
    get: (id: string): OpenEmergency | undefined => open.get(id),
    of: (patientId: string): OpenEmergency | undefined =>
      [...open.values()].find(({ emergency }) => emergency.patientId === patientId),
    all: (): OpenEmergency[] => [...open.values()],
    isEmpty: (): boolean => open.size === 0,
    adopt,
    update,
    /** Another server has told what is new in it, and tells the doctors, unless it ends before that. */
    notice(emergency: EmergencyRecord, hasNews: boolean): void {
      if (emergency.resolved !== null) {
        open.delete(emergency.id);
        return;
      }
      const known = open.get(emergency.id) ?? adopt(emergency, false);
      update(known, emergency);
      known.hasNews = hasNews;
      known.toldAt = clock.elapsed();
    },
    /** @returns whether it was open */
    close: (id: string): boolean => open.delete(id),

    /** Brings what is in memory in line with the store. @returns what nobody was told of */
    async load(hasNews: boolean): Promise<DomainEvent[]> {
      const stored = new Map(
        (await store.listOpenEmergencies()).map((emergency) => [emergency.id, emergency] as const),
      );
      const events: DomainEvent[] = [];
      for (const known of open.values()) {
        const { id } = known.emergency;
        const now = stored.get(id) ?? (await store.noteEmergencyTold({ emergencyId: id, audits: [] }));
        events.push(...catchUp(known, now));
      }
      for (const emergency of stored.values()) if (!open.has(emergency.id)) adopt(emergency, hasNews);
      return events;
    },
  };
};

export type OpenEmergencies = ReturnType<typeof createOpenEmergencies>;
