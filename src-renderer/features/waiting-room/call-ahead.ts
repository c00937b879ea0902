import type { beginEarly } from '../consultation/early-call.ts';

/** The file of the call, once it has come: asking for it at the moment of the call costs as much as drawing a page. */
let loaded: { beginEarly: typeof beginEarly } | null = null;

/** Loads what the call needs while somebody waits. If it does not come, the page of the call asks for it again. */
export const loadCallAhead = async (): Promise<void> => {
  try {
    [loaded] = await Promise.all([
      import('../consultation/early-call.ts'),
      import('../consultation/consultation-page.tsx'),
    ]);
  } catch {
    loaded = null;
  }
};

/** Begins the call before its page is drawn, if its file is here; else the page does. Resolves when it is time for that. */
export const beginCallAhead = async (...call: Parameters<typeof beginEarly>): Promise<void> => {
  await loaded?.beginEarly(...call);
};
