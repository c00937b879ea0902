import type { ExpectedWait, ReorderReason } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import { ifUnavailable } from './errors.ts';
import type { DomainEvent } from './events.ts';
import { createWaitEstimate, PACE_VISITS } from './expected-wait.ts';
import type { Clock } from './ports.ts';
import type { DoctorPace, OrderedPlace, QueueAhead, QueuePlace } from './records.ts';

/** A visit that began, or was to begin, longer ago than this does not run any more. */
const RUNNING_WITHIN_MS = 12 * 3_600_000;

/** What a waiting patient may be told of the place in the queue. */
export type ToldPlace = { position: number | null; expectedWait: ExpectedWait | null };

const NO_PLACE: ToldPlace = { position: null, expectedWait: null };

/** What is told of a queue to those who wait in it, within what the clinic wants them to see. */
export const createQueueNews = (deps: { store: Store; clock: Clock; settings: ClinicSettingsRules }) => {
  const { store, clock, settings } = deps;

  /** Questions that the store has not answered yet: many who come at once ask the same. */
  const asked = new Map<string, Promise<DoctorPace | null>>();

  /** Null if no wait is told, or if the store cannot say now: the place is worth telling without it. */
  const paceOf = async (doctorId: string): Promise<DoctorPace | null> => {
    if (!settings.current().shows.expectedWait) return null;
    let pace = asked.get(doctorId);
    if (pace === undefined) {
      pace = store
        .getPace({ doctorId, limit: PACE_VISITS, at: clock.now(), runningWithinMs: RUNNING_WITHIN_MS })
        .catch(ifUnavailable(null))
        .finally(() => asked.delete(doctorId));
      asked.set(doctorId, pace);
    }
    return pace;
  };

  /** What is told of places in the queue of a doctor who works at this pace. */
  const createTelling = (pace: DoctorPace | null) => {
    const at = clock.now();
    const tellsPosition = settings.current().shows.position;
    const estimate = pace === null ? null : createWaitEstimate(pace, at);
    return (ahead: QueueAhead, startsAt: number): ToldPlace => {
      const wait = estimate?.(ahead) ?? null;
      // Who comes early waits for the own time, which says more than the queue.
      const isEarly = wait !== null && startsAt > at + wait.toMinutes * 60_000;
      return { position: tellsPosition ? ahead.visits + 1 : null, expectedWait: isEarly ? null : wait };
    };
  };

  /** In the order of the queue. */
  const placesOf = (pace: DoctorPace | null, queue: readonly QueuePlace[]): ToldPlace[] => {
    const telling = createTelling(pace);
    let minutes = 0;
    return queue.map(({ startsAt, durationMinutes }, visits) => {
      const told = telling({ visits, minutes }, startsAt);
      minutes += durationMinutes;
      return told;
    });
  };

  const isQuiet = (): boolean => {
    const { position, expectedWait } = settings.current().shows;
    return !position && !expectedWait;
  };

  const tell = (roomId: string, place: ToldPlace, reason?: ReorderReason): DomainEvent => ({
    type: 'queue-position-changed',
    to: { channels: [{ kind: 'room-patients', roomId }] },
    roomId,
    ...place,
    ...(reason !== undefined && { reason }),
  });

  return {
    /** Asked for before the place is, so that nothing comes between the place and its telling. */
    paceOf,

    /** One place in the queue of a doctor; `ahead` is null for who does not wait any more. */
    placeAfter: (ahead: QueueAhead | null, startsAt: number, pace: DoctorPace | null): ToldPlace =>
      ahead === null ? NO_PLACE : createTelling(pace)(ahead, startsAt),

    /** Tells everyone in a doctor's queue, as the store has it now, the own place in it. */
    async changed(doctorId: string): Promise<DomainEvent[]> {
      if (isQuiet()) return [];
      const [queue, pace] = await Promise.all([store.getQueue(doctorId), paceOf(doctorId)]);
      const places = placesOf(pace, queue);
      return queue.map(({ roomId }, index) => tell(roomId, places[index] ?? NO_PLACE));
    },

    /** Tells those whose place another order changed; for the others there is nothing to explain. */
    async reordered(
      doctorId: string,
      queue: readonly OrderedPlace[],
      reason: ReorderReason,
    ): Promise<DomainEvent[]> {
      if (isQuiet()) return [];
      const places = placesOf(await paceOf(doctorId), queue);
      return queue.flatMap(({ roomId, moved }, index) =>
        moved ? [tell(roomId, places[index] ?? NO_PLACE, reason)] : [],
      );
    },

    /** Tells a patient who was called in that the waiting is over. */
    left: (roomId: string): DomainEvent => tell(roomId, NO_PLACE),
  };
};

export type QueueNews = ReturnType<typeof createQueueNews>;
