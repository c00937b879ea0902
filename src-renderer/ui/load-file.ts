/** Pauses between attempts, in milliseconds: what a network drops is there again within them, mostly. */
const PAUSES_MS = [300, 1000, 2000, 4000, 8000];

/** Vite asks for the style sheet of a file once only, and takes it for loaded from then on. */
const LOST_SHEET = /^Unable to preload CSS for (\S+)$/;

/** Milliseconds, and then until the network is back, where the browser knows that it is gone. */
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => {
      if (navigator.onLine) resolve();
      else window.addEventListener('online', () => resolve(), { once: true });
    }, milliseconds);
  });

const loadSheet = (href: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.crossOrigin = '';
    link.href = href;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`Unable to preload CSS for ${href}`));
    });
    document.head.append(link);
  });

/**
 * Loads a part of the app that has a file of its own. A request that a poor network drops is made again, so that it
 * costs a moment and not the page, which may be a visit.
 * @throws what the last attempt threw, after fifteen seconds of a network that is there
 */
export const loadFile = async <File>(load: () => Promise<File>): Promise<File> => {
  let lostSheet: string | undefined;
  for (const milliseconds of PAUSES_MS) {
    try {
      if (lostSheet !== undefined) await loadSheet(lostSheet);
      return await load();
    } catch (error) {
      lostSheet = LOST_SHEET.exec(error instanceof Error ? error.message : '')?.[1];
      await pause(milliseconds);
    }
  }
  return load();
};
