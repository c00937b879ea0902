import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test';
import type { Language } from '../../../server/protocol/index.ts';

/**
 * Browsers of people in scenes. A new browser loads and compiles the whole app again, which takes longer than most
 * scenes: one whose page was closed serves the next page, forgetting what that one left behind.
 */
export type Browsers = {
  /** A browser that nobody uses now. */
  take(language: Language, options: BrowserContextOptions): Promise<Taken>;
  dispose(): Promise<void>;
};
export type Taken = { context: BrowserContext; giveBack(): Promise<void> };

const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es-ES', hi: 'hi-IN' };

/** Runs in each page before its scripts: nothing is left there of the page before. */
export const startAfresh = (): void => {
  // Kept over reloads, and not by another page.
  const mark = 'scene.began';
  if (window.sessionStorage.getItem(mark) !== null) return;
  window.localStorage.clear();
  window.sessionStorage.setItem(mark, 'true');
};

export const createBrowsers = (browser: Browser, baseURL: string): Browsers => {
  const idle = new Map<Language, BrowserContext[]>();
  const open = async (language: Language, options: BrowserContextOptions): Promise<BrowserContext> => {
    const context = await browser.newContext({
      baseURL,
      locale: LOCALES[language],
      timezoneId: 'UTC',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      ...options,
    });
    await context.grantPermissions(['camera', 'microphone'], { origin: baseURL });
    return context;
  };
  return {
    take: async (language, options) => {
      // A browser with something of its own serves nobody else.
      if (Object.keys(options).length > 0) {
        const context = await open(language, options);
        return { context, giveBack: () => context.close() };
      }
      const context = idle.get(language)?.pop() ?? (await open(language, {}));
      return {
        context,
        giveBack: async () => {
          for (const page of context.pages()) await page.close();
          await context.clearCookies();
          idle.set(language, [...(idle.get(language) ?? []), context]);
        },
      };
    },
    dispose: async () => {
      for (const contexts of idle.values()) for (const context of contexts) await context.close();
      idle.clear();
    },
  };
};
