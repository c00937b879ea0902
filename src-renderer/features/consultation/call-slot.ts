import type { Call } from './call.ts';

/** A call that was begun before its page is there, and what keeps it from staying without one. */
export type EarlyCall = { readonly roomId: string; readonly call: Call; forget(): void };

/** The one call of a window, from before its page is drawn until that is gone. */
export type CallSlot = {
  /** Waits for its page. */
  early: EarlyCall | null;
  /** Rooms whose call is on the screen. */
  readonly shown: Set<string>;
};

export const createCallSlot = (): CallSlot => ({ early: null, shown: new Set() });
