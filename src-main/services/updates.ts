import type { CancellationToken } from 'electron-updater';
import type { UpdateFailure, UpdateState } from '../../src-preload/contract.ts';
import type { Timers } from '../timers.ts';
import type { Log } from './logs.ts';
import { failureOf, notesOf } from './update-news.ts';

/**
 * Newer versions of the app. They are looked for, loaded and installed only while nobody waits and no call runs: a
 * download would take from the line of a call, and a restart would end it. Nothing is ever installed in the middle of
 * something else: by a click, or when the app is quit.
 */

/** What is used of electron-updater. */
export type Updater = {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  allowPrerelease: boolean;
  /** Null: it writes nothing. Its lines carry addresses and folders. */
  logger: unknown;
  on(event: 'update-available' | 'update-downloaded', listener: (info: UpdateInfo) => void): unknown;
  on(event: 'update-not-available', listener: () => void): unknown;
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<unknown>;
  downloadUpdate(cancel: CancellationToken): Promise<unknown>;
  quitAndInstall(): void;
};
export type UpdateInfo = {
  version: string;
  releaseNotes?: string | { version: string; note: string | null }[] | null;
};

const newsOf = ({ version, releaseNotes }: UpdateInfo): { version: string; notes: string } => ({
  version: version.slice(0, 64),
  notes: notesOf(releaseNotes),
});

export type UpdatesPolicy = {
  /** Durations in milliseconds. */
  firstCheck: number;
  betweenChecks: number;
  /** How soon a visit is noticed that has ended or begun. */
  look: number;
};
const POLICY: UpdatesPolicy = { firstCheck: 30_000, betweenChecks: 6 * 3_600_000, look: 15_000 };

export type Updates = {
  state(): UpdateState;
  /** Begins to follow the calendar; once. */
  start(): void;
  check(): Promise<UpdateState>;
  install(): UpdateState;
  postpone(): UpdateState;
};

/** Why there are none; `updater` is the one that the app was packaged for. */
export type UpdateSource =
  | { updater: Updater; createCancel: () => CancellationToken }
  | { off: Extract<UpdateState, { status: 'off' }>['reason'] };

/** @param mayRestart false while somebody waits or a call runs */
export const createUpdates = ({
  source,
  mayRestart,
  onState,
  timers,
  policy = POLICY,
  log,
}: {
  source: UpdateSource;
  mayRestart: () => boolean;
  onState: (state: UpdateState) => void;
  timers: Timers;
  policy?: UpdatesPolicy;
  log: Log;
}): Updates => {
  if ('off' in source) {
    const state: UpdateState = { status: 'off', reason: source.off };
    return {
      state: () => state,
      start: () => {},
      check: async () => state,
      install: () => state,
      postpone: () => state,
    };
  }
  const { updater, createCancel } = source;
  let state: UpdateState = { status: 'idle', checkedAt: null };
  let checkedAt: number | null = null;
  /** Until it has ended, also one that was cancelled: electron-updater would hand out the same again. */
  let download: CancellationToken | null = null;

  const now = (): string => new Date(timers.now()).toISOString();
  const set = (next: UpdateState): UpdateState => {
    if (next.status !== state.status) log.info('updates', { status: next.status });
    state = next;
    onState(next);
    return next;
  };
  const fail = (error: unknown): void => {
    // One failure is told twice: by the event and by the promise.
    if (state.status === 'failed' || state.status === 'ready' || state.status === 'available') return;
    const failure: UpdateFailure = failureOf(error);
    log.warn('update-failed', { code: failure }, error);
    set({ status: 'failed', failure, failedAt: now() });
  };

  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.on('update-not-available', () => set({ status: 'idle', checkedAt: now() }));
  updater.on('update-available', (info) => {
    set({ status: 'available', ...newsOf(info) });
    load();
  });
  updater.on('download-progress', ({ percent }) => {
    if (state.status !== 'downloading') return;
    const whole = Math.min(100, Math.max(0, Math.floor(percent)));
    if (whole !== state.percent) set({ ...state, percent: whole });
  });
  updater.on('update-downloaded', (info) => {
    set({ status: 'ready', ...newsOf(info), restarts: false });
  });
  updater.on('error', (error) => fail(error));

  const load = (): void => {
    if (state.status !== 'available' || download !== null || !mayRestart()) return;
    const { version, notes } = state;
    const own = createCancel();
    download = own;
    set({ status: 'downloading', version, notes, percent: 0 });
    updater
      .downloadUpdate(own)
      .catch((error: unknown) => {
        if (!own.cancelled) fail(error);
      })
      .finally(() => {
        download = null;
      });
  };

  /** A visit begins: the line is theirs. What was loaded so far is loaded again afterwards. */
  const interrupt = (): void => {
    if (state.status !== 'downloading' || mayRestart()) return;
    const { version, notes } = state;
    set({ status: 'available', version, notes });
    download?.cancel();
  };

  const check = async (): Promise<UpdateState> => {
    if (['checking', 'available', 'downloading', 'ready'].includes(state.status)) return state;
    checkedAt = timers.now();
    set({ status: 'checking' });
    try {
      const found = await updater.checkForUpdates();
      // It answers nothing, and says nothing, where this package cannot be updated.
      if (found === null && state.status === 'checking') set({ status: 'idle', checkedAt: null });
    } catch (error) {
      fail(error);
    }
    return state;
  };

  let isInstalling = false;
  const restart = (): void => {
    if (state.status !== 'ready' || !state.restarts || isInstalling || !mayRestart()) return;
    // The app may take a while to quit; a second installation would find nothing to install.
    isInstalling = true;
    log.info('update-installs', { version: state.version });
    updater.quitAndInstall();
  };

  const look = (): void => {
    const due = checkedAt === null || timers.now() - checkedAt >= policy.betweenChecks;
    interrupt();
    load();
    restart();
    if (due && mayRestart()) void check();
    timers.after(policy.look, look);
  };

  return {
    state: () => state,
    start: () => void timers.after(policy.firstCheck, look),
    check,
    install: () => {
      if (state.status !== 'ready') return state;
      set({ ...state, restarts: true });
      restart();
      return state;
    },
    postpone: () => (state.status === 'ready' ? set({ ...state, restarts: false }) : state),
  };
};
