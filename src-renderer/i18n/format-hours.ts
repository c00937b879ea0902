import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS, type Weekday } from '../../server/protocol/index.ts';
import { regionalTag } from './format.ts';

/** Wall-clock times and days of the week, which belong to no date. */
export type HoursFormat = {
  /** "9:00 AM" of "09:00". */
  time(clock: string): string;
  weekday(day: Weekday): string;
};

/** A Monday at midnight, in the zone in which both are written. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** @param locale BCP 47 */
export const createHoursFormat = (locale: string): HoursFormat => {
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return {
    time: (clock) => {
      const [hours = 0, minutes = 0] = clock.split(':').map(Number);
      return time.format(MONDAY + (hours * 60 + minutes) * 60_000);
    },
    weekday: (day) => weekday.format(MONDAY + WEEKDAYS.indexOf(day) * DAY_MS),
  };
};

/** In the language of the app, with the region of the system where it fits. */
export const useHoursFormat = (): HoursFormat => {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'en';
  return useMemo(() => createHoursFormat(regionalTag(language, navigator.languages)), [language]);
};
