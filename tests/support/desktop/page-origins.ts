import type { FakeBrowserWindow } from '../../fakes/fake-browser-window.ts';
import type { createFakeSessions, FakeSession } from '../../fakes/fake-session.ts';

/** Where the pages of each session stand in a plain Chromium, which knows neither `app://anteroom` nor partitions. */

/** In the place of `app://anteroom`; https, because camera and microphone need a secure page. */
export const APP_URL = 'https://anteroom.invalid';
const joinedUrl = (number: number): string => `https://joined-${number}.anteroom.invalid`;
/** The same in the first partitions that an app uses. */
export const JOINED_URLS: readonly string[] = [1, 2].map(joinedUrl);

const APP = 'app://anteroom';
const PAGE_ORIGIN = /^https:\/\/(?:joined-(\d+)\.)?anteroom\.invalid(?=\/|$)/;

/** The address as the app's own code knows it. */
export const toAppUrl = (url: string): string => url.replace(PAGE_ORIGIN, APP);

export type PageOrigins = {
  /** The session of the pages at this origin; null for one that is no page of the app. */
  sessionAt(origin: string): FakeSession | null;
  /** Where the page of a window is, by its session. */
  pageUrl(window: FakeBrowserWindow): string;
};

export const createPageOrigins = (sessions: ReturnType<typeof createFakeSessions>): PageOrigins => ({
  sessionAt: (origin) => {
    const match = PAGE_ORIGIN.exec(origin);
    if (match === null) return null;
    const [, number] = match;
    if (number === undefined) return sessions.defaultSession;
    return [...sessions.partitions.values()][Number(number) - 1] ?? null;
  },
  pageUrl: (window) => {
    const { partition } = window.options.webPreferences ?? {};
    const path = window.webContents.getURL().slice(APP.length);
    if (typeof partition !== 'string') return APP_URL + path;
    const number = [...sessions.partitions.keys()].indexOf(partition) + 1;
    return joinedUrl(number) + path;
  },
});
