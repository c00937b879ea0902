import { DatesProvider } from '@mantine/dates';
import { useEffect, useState, type ReactNode } from 'react';
import type { Language } from '../../server/protocol/index.ts';
import { firstDayOfWeek } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** English is part of dayjs. */
const LOCALES: Record<Language, () => Promise<unknown>> = {
  en: async () => undefined,
  es: () => import('dayjs/locale/es'),
  hi: () => import('dayjs/locale/hi'),
};

/** Lets calendars and date fields speak the language of the app, with the week of the person's region. */
export const DateLocale = ({ children }: { children: ReactNode }) => {
  const { language } = useLanguage();
  const [locale, setLocale] = useState<Language>('en');
  useEffect(() => {
    let wanted = true;
    LOCALES[language]().then(
      () => {
        if (wanted) setLocale(language);
      },
      // The calendar keeps the names that it has.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  const week = firstDayOfWeek(language, navigator.languages);
  return <DatesProvider settings={{ locale, firstDayOfWeek: week }}>{children}</DatesProvider>;
};
