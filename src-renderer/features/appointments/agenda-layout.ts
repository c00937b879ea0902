/** A visit on one day, in minutes of its clock. */
export type Slot = { id: string; from: number; to: number };

/** Where it stands: the `column` of so many that share its time. */
export type PlacedSlot = Slot & { column: number; columns: number };

const byStart = (a: Slot, b: Slot): number => a.from - b.from || b.to - a.to || a.id.localeCompare(b.id);

/**
 * Puts what happens at the same time side by side, in as few columns as it needs.
 * @param leastMinutes a shorter slot is drawn so long, and takes up the place for it
 */
export const layOut = (slots: readonly Slot[], leastMinutes: number): PlacedSlot[] => {
  const placed: PlacedSlot[] = [];
  let cluster: PlacedSlot[] = [];
  /** Until when each column of the cluster is taken. */
  let taken: number[] = [];

  const close = () => {
    for (const slot of cluster) placed.push({ ...slot, columns: taken.length });
    cluster = [];
    taken = [];
  };

  for (const slot of [...slots].sort(byStart)) {
    if (taken.every((until) => until <= slot.from)) close();
    const free = taken.findIndex((until) => until <= slot.from);
    const column = free === -1 ? taken.length : free;
    taken[column] = Math.max(slot.to, slot.from + leastMinutes);
    cluster.push({ ...slot, column, columns: 0 });
  }
  close();
  return placed;
};

/** The ids of those that really happen at the same time as another. */
export const overlapping = (slots: readonly Slot[]): Set<string> => {
  const found = new Set<string>();
  const sorted = [...slots].sort(byStart);
  sorted.forEach((slot, index) => {
    for (const later of sorted.slice(index + 1)) {
      if (later.from >= slot.to) break;
      found.add(slot.id).add(later.id);
    }
  });
  return found;
};

/** When a usual day begins and ends, as long as no visit is before or after it. */
const USUAL_HOURS = { first: 8, last: 18 } as const;

/** The full hours that a calendar has to show, `last` being the end. */
export const hoursThatMatter = (slots: readonly Slot[]): { first: number; last: number } => ({
  first: Math.min(USUAL_HOURS.first, ...slots.map(({ from }) => Math.floor(from / 60))),
  last: Math.min(24, Math.max(USUAL_HOURS.last, ...slots.map(({ to }) => Math.ceil(to / 60)))),
});
