import type { LeavingQuestion } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { Timers } from '../timers.ts';
import type { Windows } from '../windows.ts';
import type { AttentionPreferencesStore } from './attention-preferences.ts';
import type { Interlock } from './interlock.ts';
import type { LeavingQuestions } from './leaving-question.ts';
import type { Log } from './logs.ts';

/**
 * The way out of the app: closing the window, quitting, restarting, and the end of the person's session. The
 * interlock decides, a question asks where it says so, and the hosted clinic is stopped before the process ends.
 */
export type Leaving = {
  /** Quits, unless the interlock and the person say otherwise. */
  quit(): void;
};

/** A system that goes down gives no program longer than this. */
const SHUTDOWN_STOP_MS = 5_000;

/** A window in full screen would leave an empty one behind on macOS. */
const hide = (window: Electron.BrowserWindow): void => {
  if (!window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
};

export const createLeaving = ({
  electron: { app, autoUpdater, powerMonitor },
  windows,
  interlock,
  questions,
  preferences,
  stop,
  platform,
  timers,
  log,
}: {
  electron: Pick<ElectronParts, 'app' | 'autoUpdater' | 'powerMonitor'>;
  windows: Windows;
  interlock: Interlock;
  questions: LeavingQuestions;
  preferences: AttentionPreferencesStore;
  /** Stops what must not be cut off: the hosted clinic. */
  stop: () => Promise<unknown>;
  platform: NodeJS.Platform;
  timers: Timers;
  log: Log;
}): Leaving => {
  /** `gone`: everything is stopped, nothing holds the app any more. */
  let phase: 'here' | 'asking' | 'stopping' | 'gone' = 'here';
  let sessionEnds = false;
  /** An update restarts the app; it has asked the interlock, and nobody else is asked any more. */
  let isUpdating = false;
  /** A window that the person has closed against the advice of the interlock. */
  let released: Electron.BrowserWindow | null = null;

  /** Resolves when the system that goes down waits no longer. */
  const late = Promise.withResolvers<undefined>();
  const stopped = async (): Promise<void> => {
    const done = stop().catch((error: unknown) => log.error('clinic-not-stopped', {}, error));
    await Promise.race([done, late.promise]);
  };

  const goNow = async (): Promise<void> => {
    if (phase === 'stopping' || phase === 'gone') return;
    phase = 'stopping';
    await stopped();
    phase = 'gone';
    app.quit();
  };

  const quit = async (): Promise<void> => {
    phase = 'asking';
    const verdict = await interlock.ask('quit');
    if (verdict.kind === 'ask' && !sessionEnds) {
      log.info('leaving-asked', { status: 'quit' });
      const { choice } = await questions.ask({ ...verdict, intent: 'quit' });
      // The system may have begun to go down meanwhile.
      if (choice !== 'leave' && !sessionEnds) {
        phase = 'here';
        return;
      }
    }
    await goNow();
  };

  app.on('before-quit', (event) => {
    if (phase === 'gone') return;
    event.preventDefault();
    if (phase === 'here') void (isUpdating ? goNow() : quit());
    else if (phase === 'asking') windows.show();
  });

  const askClose = async (
    window: Electron.BrowserWindow,
    question: Pick<LeavingQuestion, 'consequences' | 'offersKeep'>,
  ): Promise<void> => {
    log.info('leaving-asked', { status: 'close' });
    const { choice, remember } = await questions.ask({ ...question, intent: 'close' });
    if (window.isDestroyed()) return;
    if (choice === 'keep') {
      if (remember) preferences.update({ onClose: 'keep' });
      hide(window);
    } else if (choice === 'leave') {
      if (remember && question.offersKeep) preferences.update({ onClose: 'quit' });
      if (platform !== 'darwin' || question.offersKeep) await goNow();
      else {
        released = window;
        window.close();
      }
    }
  };

  const onClose = (event: { preventDefault(): void }, window: Electron.BrowserWindow): void => {
    // A window that another one has replaced is nobody's way to the clinic.
    if (phase === 'stopping' || phase === 'gone' || sessionEnds || isUpdating || released === window) return;
    if (windows.current() !== window) return;
    const verdict = interlock.decide('close');
    if (verdict.kind === 'go') return;
    event.preventDefault();
    if (verdict.kind === 'hide') hide(window);
    else if (questions.isOpen()) windows.show();
    else void askClose(window, verdict);
  };

  /** From here on nothing asks, and nothing waits longer than a system that goes down does. */
  const endOfSession = (): void => {
    if (sessionEnds) return;
    sessionEnds = true;
    log.info('session-ends');
    timers.after(SHUTDOWN_STOP_MS, () => late.resolve(undefined));
    questions.settle('leave');
    if (phase === 'here') void goNow();
  };

  app.on('browser-window-created', (_event, window) => {
    window.on('close', (event) => onClose(event, window));
    // Windows: asked first, which others may still refuse, then told. Neither is held up.
    window.on('session-end', endOfSession);
  });
  // On macOS the windows are closed before anything else: none of them may stay hidden.
  autoUpdater.on('before-quit-for-update', () => {
    isUpdating = true;
  });
  void app.whenReady().then(() => {
    // Linux and macOS; the event is missing in Electron's types.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      // Delays the system until the app has ended, which it does at once.
      event?.preventDefault();
      endOfSession();
    });
  });

  return {
    quit: () => app.quit(),
  };
};
