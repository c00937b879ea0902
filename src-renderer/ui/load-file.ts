/** Pauses between attempts, in milliseconds: what a network drops is there again within them, mostly. */
const PAUSES_MS = [300, 1000, 2000, 4000, 8000];

/** Milliseconds, and then until the network is back, where the browser knows that it is gone. */
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => {
      if (navigator.onLine) resolve();
      else window.addEventListener('online', () => resolve(), { once: true });
    }, milliseconds);
  });

const sheetLinks = (): HTMLLinkElement[] => [
  ...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'),
];

/**
 * Addresses of style sheets that were asked for and have not come. Vite asks for each once only, takes it for loaded
 * from then on, and tells of the first that failed.
 */
const missingSheets = (): Set<string> => {
  const links = sheetLinks();
  const there = new Set(links.flatMap(({ sheet, href }) => (sheet === null ? [] : [href])));
  return new Set(links.map(({ href }) => href).filter((href) => !there.has(href)));
};

/** Beside the first one: somebody else may wait for that still. */
const loadSheet = (href: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.crossOrigin = '';
    link.href = href;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`the style sheet ${href} does not come`));
    });
    document.head.append(link);
  });

const bringMissingSheets = (): Promise<unknown> => Promise.all([...missingSheets()].map(loadSheet));

/**
 * Loads a part of the app that has a file of its own, once, with style sheets that an attempt before has lost. One that
 * still does not come is no reason to go without the part: for what must be there now, however it looks.
 */
export const loadOnce = async <File>(load: () => Promise<File>): Promise<File> => {
  await bringMissingSheets().catch(() => undefined);
  return load();
};

/**
 * Loads a part of the app that has a file of its own. A request that a poor network drops is made again, so that it
 * costs a moment and not the page, which may be a visit.
 * @throws what the last attempt threw, after fifteen seconds of a network that is there
 */
export const loadFile = async <File>(load: () => Promise<File>): Promise<File> => {
  const attempt = async (): Promise<File> => {
    await bringMissingSheets();
    return load();
  };
  for (const milliseconds of PAUSES_MS) {
    try {
      return await attempt();
    } catch {
      await pause(milliseconds);
    }
  }
  return attempt();
};
