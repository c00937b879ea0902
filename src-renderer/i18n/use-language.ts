import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Language } from '../../server/protocol/index.ts';
import { useServices } from '../services.tsx';
import { showLanguage } from './create-i18n.ts';
import { detectLanguage, languageOf } from './languages.ts';

export type LanguageChoice = {
  /** The one that is shown. */
  language: Language;
  /** What the person chose on this device; null follows the browser. */
  chosen: Language | null;
  /** Shows the language and remembers it on this device. Rejects if its texts can't be loaded. */
  choose: (language: Language | null) => Promise<void>;
};

/** The language of the app and how to change it. */
export const useLanguage = (): LanguageChoice => {
  const { i18n } = useTranslation();
  const { platform } = useServices();
  const chosen = useStore(platform.settings, (settings) => languageOf(settings.language));
  const choose = useCallback(
    async (language: Language | null) => {
      await showLanguage(i18n, detectLanguage(language, navigator.languages));
      await platform.updateSettings({ language });
    },
    [i18n, platform],
  );
  return { language: languageOf(i18n.resolvedLanguage) ?? 'en', chosen, choose };
};
