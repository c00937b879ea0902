/** Counts by name, the most frequent first when shown. */
export type Tally = ReturnType<typeof createTally>;

export const createTally = () => {
  const counts = new Map<string, number>();
  return {
    add: (name: string, count = 1): void => {
      counts.set(name, (counts.get(name) ?? 0) + count);
    },
    of: (name: string): number => counts.get(name) ?? 0,
    total: (): number => [...counts.values()].reduce((sum, count) => sum + count, 0),
    show: (): string =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
  };
};
