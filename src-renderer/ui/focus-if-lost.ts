/** Gives the focus a place if what had it is gone from the page. */
export const focusIfLost = (place: HTMLElement | null): void => {
  if (document.activeElement === null || document.activeElement === document.body) place?.focus();
};
