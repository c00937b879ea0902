/** What comes meanwhile is told together. */
const AFTER_MS = 200;

/** Tells others how far their messages have come here: at times, not for each, and never less than before. */
export const createDeliveredTeller = (tell: (otherId: string, upTo: number) => void) => {
  const waiting = new Map<string, { upTo: number; timer: ReturnType<typeof setTimeout> }>();
  const tellNow = (otherId: string): void => {
    const upTo = waiting.get(otherId)?.upTo;
    waiting.delete(otherId);
    if (upTo !== undefined) tell(otherId, upTo);
  };
  return {
    upTo(otherId: string, seq: number): void {
      const known = waiting.get(otherId);
      if (known !== undefined) known.upTo = Math.max(seq, known.upTo);
      else waiting.set(otherId, { upTo: seq, timer: setTimeout(() => tellNow(otherId), AFTER_MS) });
    },
    clear(): void {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
};
