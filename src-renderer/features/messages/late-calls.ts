/** Calls that wait until it is quiet: of those with the same key, the last one is made. */
export const createLateCalls = () => {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    once(key: string, ms: number, act: () => void): void {
      clearTimeout(timers.get(key));
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          act();
        }, ms),
      );
    },

    clear(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
};
