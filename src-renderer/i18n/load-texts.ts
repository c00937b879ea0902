import type { BackendModule } from 'i18next';
import type { Language } from '../../server/protocol/index.ts';
import { languageOf } from './languages.ts';
import type { Texts } from './namespace.ts';

type Namespaces = Readonly<Record<string, Texts>>;

/** English is in the app itself: without it, a file that does not come would leave a page without words. */
const FILES: Record<Exclude<Language, 'en'>, () => Promise<{ texts: Namespaces }>> = {
  es: () => import('./es/index.ts'),
  hi: () => import('./hi/index.ts'),
};

/** Loads a language when i18next asks for it: to show it, or by `loadLanguages` to write to somebody in it. */
export const textsBackend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (tag, namespace, callback) => {
    const language = languageOf(tag);
    if (language === null || language === 'en') {
      callback(null, {});
      return;
    }
    FILES[language]().then(
      ({ texts }) => callback(null, texts[namespace] ?? {}),
      // False: no attempts of its own; who wants the language asks again.
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};
