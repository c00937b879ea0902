import type { Dayjs } from 'dayjs';
import { useMemo } from 'react';
import { useLocale } from '../../i18n/format.ts';

/** Days and hours in the words of a locale. */
export type AgendaFormat = {
  /** "Friday, 20 November 2026". */
  longDay(day: Dayjs): string;
  /** "Fri" and "20", for the head of a column. */
  weekday(day: Dayjs): string;
  dayOfMonth(day: Dayjs): string;
  /** "16 – 22 Nov 2026". */
  days(first: Dayjs, last: Dayjs): string;
  /** "9 AM" or "09". */
  hour(hour: number): string;
  /** "10:30 – 10:50". */
  span(from: string | number, to: string | number): string;
};

export const createAgendaFormat = (locale: string): AgendaFormat => {
  const long = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
  const dayOfMonth = new Intl.DateTimeFormat(locale, { day: 'numeric' });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' });
  return {
    longDay: (day) => long.format(day.toDate()),
    weekday: (day) => weekday.format(day.toDate()),
    dayOfMonth: (day) => dayOfMonth.format(day.toDate()),
    days: (first, last) => days.formatRange(first.toDate(), last.toDate()),
    // On a day that has every hour once.
    hour: (of) => hour.format(new Date(Date.UTC(2000, 0, 1, of))),
    span: (from, to) => time.formatRange(new Date(from), new Date(to)),
  };
};

export const useAgendaFormat = (): AgendaFormat => {
  const locale = useLocale();
  return useMemo(() => createAgendaFormat(locale), [locale]);
};
