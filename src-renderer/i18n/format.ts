import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export type DayOfWeek = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Dates, times and durations in the words of a language. */
export type Format = {
  /** "10:30" or "10:30 AM". */
  time(at: Date | string | number): string;
  /** "Fri 20 Nov, 10:30", without the day if it is today, with the year if it is another one. */
  dayAndTime(at: Date | string | number, now?: number): string;
  /** "10:30" of today, else the day as below: for lists. */
  shortly(at: Date | string | number, now?: number): string;
  /** "Today", "Yesterday" or "Fri 20 Nov", with the year if it is another one. */
  day(at: Date | string | number, now?: number): string;
  /** "29 February 1980", of a calendar's date as ISO 8601 writes it: the same in every time zone. */
  calendarDate(isoDate: string): string;
  /** Full and exact, for tooltips. */
  exact(at: Date | string | number): string;
  /** A running time as digits: "3:10", "12:04", "1:02:03". */
  clock(milliseconds: number): string;
  /** The same for screen readers: "12 minutes". */
  spokenDuration(milliseconds: number): string;
  /** "in 5 minutes", "10 minutes ago". */
  relative(at: Date | string | number, now: number): string;
  /** "340 kB", "2.5 MB": of 1024 each, as systems show them. */
  bytes(count: number): string;
  /** "45 %", of a share from 0 to 1. */
  percent(share: number): string;
  /** "camera, microphone": things beside each other, joined as the language does. */
  list(words: readonly string[]): string;
};

const toDate = (at: Date | string | number): Date => (at instanceof Date ? at : new Date(at));

const sameDay = (a: Date, b: Date): boolean =>
  a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();

const pad = (value: number): string => String(value).padStart(2, '0');

/** @param locale BCP 47; undefined follows the system */
export const createFormat = (locale: string | undefined): Format => {
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const dayParts = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  } as const;
  const dayAndTime = new Intl.DateTimeFormat(locale, dayParts);
  const dayOnly = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const withYear = new Intl.DateTimeFormat(locale, { ...dayParts, year: 'numeric' });
  const calendarDate = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const together = new Intl.ListFormat(locale, { type: 'unit', style: 'long' });
  const unit = (name: 'hour' | 'minute' | 'second', value: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  const size = (name: 'kilobyte' | 'megabyte') =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      maximumFractionDigits: name === 'megabyte' ? 1 : 0,
    });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const format: Format = {
    time: (at) => time.format(toDate(at)),
    dayAndTime: (at, now = Date.now()) => {
      const date = toDate(at);
      const today = new Date(now);
      if (sameDay(date, today)) return time.format(date);
      return (date.getFullYear() === today.getFullYear() ? dayAndTime : withYear).format(date);
    },
    day: (at, now = Date.now()) => {
      const date = toDate(at);
      const today = new Date(now);
      for (const ago of [0, -1]) {
        const near = new Date(today.getFullYear(), today.getMonth(), today.getDate() + ago);
        const [first = '', ...rest] = sameDay(date, near) ? relative.format(ago, 'day') : '';
        if (first !== '') return first.toLocaleUpperCase(locale) + rest.join('');
      }
      return (date.getFullYear() === today.getFullYear() ? dayOnly : dayAndYear).format(date);
    },
    calendarDate: (isoDate) => calendarDate.format(new Date(`${isoDate}T00:00:00Z`)),
    exact: (at) => exact.format(toDate(at)),
    clock: (milliseconds) => {
      const seconds = Math.max(0, Math.floor(milliseconds / 1000));
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor(seconds / 60) % 60;
      const rest = pad(seconds % 60);
      return hours === 0 ? `${minutes}:${rest}` : `${hours}:${pad(minutes)}:${rest}`;
    },
    spokenDuration: (milliseconds) => {
      const seconds = Math.max(0, Math.floor(milliseconds / 1000));
      if (seconds < 60) return unit('second', seconds);
      if (seconds < 3600) return unit('minute', Math.floor(seconds / 60));
      const hours = unit('hour', Math.floor(seconds / 3600));
      const minutes = Math.floor(seconds / 60) % 60;
      return minutes === 0 ? hours : together.format([hours, unit('minute', minutes)]);
    },
    relative: (at, now) => {
      const minutes = Math.round((toDate(at).getTime() - now) / 60_000);
      if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
      const hours = Math.round(minutes / 60);
      return Math.abs(hours) < 24
        ? relative.format(hours, 'hour')
        : relative.format(Math.round(hours / 24), 'day');
    },
    bytes: (count) =>
      count < 1_000_000
        ? size('kilobyte').format(Math.max(1, Math.round(count / 1024)))
        : size('megabyte').format(count / 1_048_576),
    percent: (share) => percent.format(share),
    list: (words) => list.format(words),
    shortly: (at, now = Date.now()) =>
      sameDay(toDate(at), new Date(now)) ? time.format(toDate(at)) : format.day(at, now),
  };
  return format;
};

/** The language with the region in which the browser asks for it, if it does. */
export const regionalTag = (language: string, browser: readonly string[] = navigator.languages): string =>
  browser.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;

type WeekInfo = { firstDay: number };
/** Browsers have it as a method, some older ones as a property, Firefox only of late. */
type LocaleWithWeek = Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };

/** 0 is Sunday. Monday where the browser does not know. */
export const firstDayOfWeek = (language: string, browser: readonly string[]): DayOfWeek => {
  const locale: LocaleWithWeek = new Intl.Locale(regionalTag(language, browser)).maximize();
  const { firstDay } = locale.getWeekInfo?.() ?? locale.weekInfo ?? { firstDay: 1 };
  return (firstDay % 7) as DayOfWeek;
};

/**
 * The language of the app, with the region of the system where it fits the language, so that an English app in
 * Germany may still show 24 hours and begin its weeks on Monday.
 */
export const useLocale = (): string => {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'en';
  return useMemo(() => regionalTag(language, navigator.languages), [language]);
};

/** Formats in the language and region of `useLocale`. */
export const useFormat = (): Format => {
  const locale = useLocale();
  return useMemo(() => createFormat(locale), [locale]);
};
