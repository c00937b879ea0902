import { useEffect, useRef, type RefObject } from 'react';

/**
 * A form that takes the place of the page before takes the focus, too, if that went with the page: to its field with
 * `data-autofocus`.
 */
export const useFirstFocus = (): RefObject<HTMLFormElement | null> => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
  }, []);
  return form;
};
