import type { ElectronParts } from './electron-parts.ts';

/**
 * In which languages text fields are checked. The language of the app comes first: a doctor whose system speaks one
 * language may write to patients in another. macOS finds the language by itself.
 */

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/**
 * Of each wanted language a dictionary that there is: with the region if possible, else without, else of any region.
 * @param wanted BCP 47, the most important first
 * @param available as Electron names its dictionaries
 */
export const dictionariesFor = (wanted: readonly string[], available: readonly string[]): string[] => {
  const found = wanted.flatMap((tag) => {
    const same = available.find((name) => name.toLowerCase() === tag.toLowerCase());
    const base = baseOf(tag);
    return (
      same ?? available.find((name) => name === base) ?? available.find((name) => baseOf(name) === base) ?? []
    );
  });
  return [...new Set(found)];
};

/**
 * Sets them for every window that is opened from now on.
 * @param languages of this moment, BCP 47
 * @returns to be called when they have changed
 */
export const serveSpelling = ({
  electron: { app },
  languages,
  platform,
}: {
  electron: Pick<ElectronParts, 'app'>;
  languages: () => readonly string[];
  platform: NodeJS.Platform;
}): (() => void) => {
  if (platform === 'darwin') return () => undefined;
  const sessions = new Set<Electron.Session>();
  const set = (session: Electron.Session): void => {
    const dictionaries = dictionariesFor(languages(), session.availableSpellCheckerLanguages);
    // For a language without a dictionary, the one of before would mark every word.
    session.setSpellCheckerLanguages(dictionaries);
  };
  app.on('browser-window-created', (_event, { webContents: { session } }) => {
    sessions.add(session);
    set(session);
  });
  return () => {
    for (const session of sessions) set(session);
  };
};
