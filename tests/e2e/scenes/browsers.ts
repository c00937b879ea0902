import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  ConsoleMessage,
  Page,
  Request,
} from '@playwright/test';
import type { Language } from '../../../server/protocol/index.ts';
import type { Disposable } from './desktop.ts';

/**
 * Browsers of people in scenes. A new browser loads and compiles the whole app again, and a new page starts a
 * process, which take longer than most scenes: both serve again once they are given back, forgetting what happened.
 */
export type Browsers = {
  /**
   * A browser that nobody uses now, with one page.
   * @param isRouted its sockets go through the test; such a page serves only those who ask for one
   */
  take(language: Language, options: BrowserContextOptions, isRouted: boolean): Promise<Taken>;
  dispose(): Promise<void>;
};

export type Taken = {
  page: Page;
  /** What went wrong in the page since it was taken: its errors, and files that did not come. */
  complaints: readonly string[];
  /** @param scripts what was added to run in the page */
  giveBack(scripts: readonly Disposable[]): Promise<void>;
};

const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es-ES', hi: 'hi-IN' };
/** A document of the same origin in which nothing runs. */
const QUIET_PATH = '/icon.svg';

/** Runs in the page. */
const forget = (): void => {
  window.localStorage.clear();
  window.sessionStorage.clear();
};

/** @returns what is said from now on */
const hear = (page: Page): { complaints: readonly string[]; stop: () => void } => {
  const complaints: string[] = [];
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error') complaints.push(message.text());
  };
  const onError = (error: Error) => void complaints.push(error.stack ?? error.message);
  const onLost = (request: Request) =>
    void complaints.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`);
  page.on('console', onConsole).on('pageerror', onError).on('requestfailed', onLost);
  return {
    complaints,
    stop: () => void page.off('console', onConsole).off('pageerror', onError).off('requestfailed', onLost),
  };
};

export const createBrowsers = (browser: Browser, baseURL: string): Browsers => {
  const idle = new Map<string, BrowserContext[]>();
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
    take: async (language, options, isRouted) => {
      // A browser with something of its own serves nobody else.
      if (Object.keys(options).length > 0) {
        const context = await open(language, options);
        const page = await context.newPage();
        return { page, complaints: hear(page).complaints, giveBack: () => context.close() };
      }
      const kind = `${language} ${isRouted ? 'routed' : 'direct'}`;
      const context = idle.get(kind)?.pop() ?? (await open(language, {}));
      const page = context.pages()[0] ?? (await context.newPage());
      const { complaints, stop } = hear(page);
      return {
        page,
        complaints,
        giveBack: async (scripts) => {
          stop();
          for (const script of scripts) await script.dispose();
          await page.unrouteAll({ behavior: 'ignoreErrors' });
          await page.goto(QUIET_PATH);
          await page.evaluate(forget);
          await context.clearCookies();
          idle.set(kind, [...(idle.get(kind) ?? []), context]);
        },
      };
    },
    dispose: async () => {
      for (const contexts of idle.values()) for (const context of contexts) await context.close();
      idle.clear();
    },
  };
};
