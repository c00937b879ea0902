import type { AnteroomBridge } from '../../../src-preload/contract.ts';

/** Without input for so long, nobody is at the device. */
export const IDLE_AFTER_MS = 10 * 60_000;
const LOOK_MS = 15_000;

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/**
 * Tells when nobody is at this device any more, and when somebody is again. In the app that is the whole computer,
 * in a browser this page. Whoever is in a call is there, without touching anything.
 * @returns the function that ends it
 */
export const watchIdleness = (
  tell: (idle: boolean) => void,
  {
    bridge,
    isBusy,
    now = Date.now,
  }: {
    /** Null in a browser. */
    bridge: Pick<AnteroomBridge, 'power'> | null;
    isBusy: () => boolean;
    now?: () => number;
  },
): (() => void) => {
  let last = now();
  let idle = false;
  const set = (next: boolean): void => {
    if (next === idle) return;
    idle = next;
    tell(idle);
  };
  const input = (): void => {
    last = now();
    set(false);
  };
  const look = async (): Promise<void> => {
    const ofPage = now() - last;
    const ofSystem = await bridge?.power.idleTime().then(
      ({ seconds }) => seconds * 1000,
      // Without an answer, the page is what is known.
      () => null,
    );
    set(!isBusy() && Math.min(ofPage, ofSystem ?? ofPage) >= IDLE_AFTER_MS);
  };
  const seen = (): void => {
    if (document.visibilityState === 'visible') input();
  };

  for (const name of INPUTS) window.addEventListener(name, input, { passive: true, capture: true });
  document.addEventListener('visibilitychange', seen);
  const timer = setInterval(() => void look(), LOOK_MS);
  const endPower = bridge?.power.onChanged(({ moment }) => {
    if (moment === 'lock' || moment === 'suspend') set(!isBusy());
    else input();
  });
  return () => {
    for (const name of INPUTS) window.removeEventListener(name, input, { capture: true });
    document.removeEventListener('visibilitychange', seen);
    clearInterval(timer);
    endPower?.();
  };
};
