import type { Consequence, Intent } from '../../src-preload/contract.ts';
import { LANGUAGES, type Language } from '../../server/protocol/models.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { hindi } from './hi.ts';

/**
 * The few words that the system shows for the app where no page is: notifications, the tray, and the question
 * before quitting while no window is open. Everything else is written by the pages (docs/adr/0015).
 */
export type DesktopTexts = {
  /** Somebody waits; nobody is named. */
  waiting: (count: number) => string;
  waitingNamed: (name: string, others: number) => string;
  /** Somebody needs help at once; nobody is named, and not why. */
  emergency: (count: number) => string;
  notification: {
    /** Names of its buttons. */
    open: string;
    acknowledge: string;
    /** Somebody has written; without a name nobody is named. Never what was written. */
    message: (name: string | null, people: number) => string;
    testTitle: string;
    testText: string;
  };
  tray: {
    nobody: string;
    /** A line for one who waits; `place` counts from 1. */
    unnamed: (place: number, since: string, isReady: boolean) => string;
    named: (name: string, since: string, isReady: boolean) => string;
    more: (count: number) => string;
    unread: (count: number) => string;
    show: string;
    silence: string;
    for15: string;
    for60: string;
    untilTurnedOn: string;
    silent: string;
    silentUntil: (time: string) => string;
    soundOn: string;
    quit: string;
  };
  leaving: {
    /** What `keep` means. */
    keepText: string;
    title: Record<Intent, string>;
    consequence: (consequence: Consequence) => string;
    stay: string;
    keep: string;
    leave: Record<Intent, string>;
  };
};

const TEXTS: Record<Language, DesktopTexts> = { en: english, es: spanish, hi: hindi };

/**
 * The language of the app's own words: what the person chose, else the first of the system's that is spoken.
 * @param tags BCP 47
 */
export const desktopLanguage = (chosen: string | null, tags: readonly string[]): Language => {
  for (const tag of chosen === null ? tags : [chosen, ...tags]) {
    const base = tag.toLowerCase().split('-')[0];
    const known = LANGUAGES.find((language) => language === base);
    if (known !== undefined) return known;
  }
  return 'en';
};

export const textsIn = (language: Language): DesktopTexts => TEXTS[language];

/** "10:32", as people of the language write it. */
export const formatTime = (language: Language, moment: number | string): string =>
  new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(moment));
