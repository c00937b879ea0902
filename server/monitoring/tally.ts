/**
 * Counts by name, for what happens thousands of times a second: prom-client finds a counter by a string that it
 * builds from the labels at each call, which costs many times as much. Names come from closed lists only.
 */
export const createTally = <Name extends string>() => {
  const counts = new Map<Name, number>();
  return {
    add(name: Name, by = 1): void {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    of: (name: Name): number => counts.get(name) ?? 0,
    total: (): number => [...counts.values()].reduce((sum, count) => sum + count, 0),
    entries: (): [Name, number][] => [...counts],
  };
};

export type Tally<Name extends string> = ReturnType<typeof createTally<Name>>;
