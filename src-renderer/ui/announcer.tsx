import { createContext, useCallback, useContext, useRef, type ReactNode } from 'react';

/** `assertive` interrupts the screen reader: only for what cannot wait. */
export type Announce = (text: string, urgency?: 'polite' | 'assertive') => void;

const CLEAR_AFTER_MS = 3_000;

const AnnouncerContext = createContext<Announce>(() => undefined);

/** Says things to screen readers through two live regions that exist from the start. */
export const AnnouncerProvider = ({ children }: { children: ReactNode }) => {
  const polite = useRef<HTMLDivElement>(null);
  const assertive = useRef<HTMLDivElement>(null);
  const announce = useCallback<Announce>((text, urgency = 'polite') => {
    const region = (urgency === 'assertive' ? assertive : polite).current;
    if (region === null) return;
    // A new element each time, or the same words twice would not be read twice.
    const line = document.createElement('p');
    line.textContent = text;
    region.replaceChildren(line);
    // Said once; later it would only stand in the way of who reads the page line by line.
    setTimeout(() => line.remove(), CLEAR_AFTER_MS);
  }, []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div ref={polite} className="visually-hidden" aria-live="polite" />
      <div ref={assertive} className="visually-hidden" aria-live="assertive" />
    </AnnouncerContext>
  );
};

export const useAnnounce = (): Announce => useContext(AnnouncerContext);
