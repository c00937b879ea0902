import type { VisitNotesStore } from './visit-notes.ts';

/**
 * Notes that are not saved yet are saved when the page is put away, and a browser asks before it closes the
 * page without them. The desktop's windows cannot ask, and must not refuse to close.
 */
export const guardUnsaved = (
  window: Window,
  notes: Pick<VisitNotesStore, 'hasUnsaved' | 'saveAll'>,
  kind: 'web' | 'desktop',
): void => {
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'hidden') notes.saveAll();
  });
  window.addEventListener('beforeunload', (event) => {
    if (!notes.hasUnsaved()) return;
    notes.saveAll();
    if (kind === 'web') event.preventDefault();
  });
};
