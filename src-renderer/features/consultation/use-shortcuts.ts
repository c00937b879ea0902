import { useEffect, useRef } from 'react';

/** What Alt and a letter (upper case) do, as long as the component is on the screen. */
export const useShortcuts = (shortcuts: Readonly<Partial<Record<string, () => void>>>): void => {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      // By the key's place: Alt turns the letter into another one on some systems.
      const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
      const run = letter === undefined ? undefined : current.current[letter];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
};
