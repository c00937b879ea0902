import type { i18n } from 'i18next';
import type { Platform } from '../platform/platform.ts';
import { showLanguage } from './create-i18n.ts';
import { detectLanguage } from './languages.ts';

/**
 * Tells the page which language its words are in, for screen readers and hyphenation, and follows a choice
 * that was made in another window of the app.
 */
export const followLanguage = (
  i18n: i18n,
  platform: Pick<Platform, 'settings'>,
  window: Pick<Window, 'document' | 'navigator'>,
): void => {
  const tellPage = () => {
    window.document.documentElement.lang = i18n.resolvedLanguage ?? 'en';
  };
  tellPage();
  i18n.on('languageChanged', tellPage);
  platform.settings.subscribe((settings, before) => {
    if (settings.language === before.language) return;
    const language = detectLanguage(settings.language, window.navigator.languages);
    // The words of before stay if the new ones do not come.
    if (language !== i18n.resolvedLanguage) void showLanguage(i18n, language).catch(() => undefined);
  });
};
