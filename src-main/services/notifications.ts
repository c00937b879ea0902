import type {
  AttentionAction,
  AttentionPreferences,
  AttentionReport,
  NOTIFICATION_OUTCOMES,
} from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { DesktopTexts } from '../texts/texts.ts';
import type { Timers } from '../timers.ts';
import type { Log } from './logs.ts';
import { createMessageNote } from './message-note.ts';

export type NotificationOutcome = (typeof NOTIFICATION_OUTCOMES)[number];

/**
 * One notification of the system for all arrivals that nobody has taken notice of: another arrival replaces it,
 * and it goes when nobody rings any more; and one for messages (`message-note.ts`). They name people only where that
 * is allowed.
 */
export type Notifications = {
  follow(report: AttentionReport): void;
  /** Shows one as an arrival would. */
  test(): Promise<NotificationOutcome>;
  close(): void;
};

const APP = 'Anteroom';
/** One identifier for all: the systems that know them replace it in their list, too. */
const ID = 'arrivals';
/** A system that has not refused it by then has taken it. */
const REFUSED_WITHIN_MS = 1_500;

/** Linux says whether its notifications have buttons only to those who ask its bus: a click opens the room there. */
const hasButtons = (platform: NodeJS.Platform): boolean => platform === 'darwin' || platform === 'win32';

/** The words of an arrival, for notification and tray alike. */
export const waitingText = (
  people: readonly { label: string }[],
  names: boolean,
  texts: DesktopTexts,
): string => {
  const [first] = people;
  return names && first !== undefined && first.label !== ''
    ? texts.waitingNamed(first.label, people.length - 1)
    : texts.waiting(people.length);
};

export const createNotifications = ({
  Notification,
  preferences,
  texts,
  isFocused,
  act,
  platform,
  timers,
  log,
}: {
  Notification: ElectronParts['Notification'];
  preferences: () => AttentionPreferences;
  texts: () => DesktopTexts;
  /** Whoever looks at the window needs no notification: it rings and says so there. */
  isFocused: () => boolean;
  /** The person chose something in the notification. */
  act: (action: AttentionAction) => void;
  platform: NodeJS.Platform;
  timers: Timers;
  log: Log;
}): Notifications => {
  /** Held here, or the garbage collector takes it and its buttons with it. */
  let shown: { note: Electron.Notification; keys: readonly string[] } | null = null;
  let rung: ReadonlySet<string> = new Set();

  const close = (): void => {
    const last = shown;
    shown = null;
    last?.note.close();
  };

  const make = (options: Electron.NotificationConstructorOptions): Electron.Notification => {
    const note = new Notification({
      id: ID,
      title: APP,
      // The app rings itself, on the device that the doctor chose.
      silent: true,
      hasReply: false,
      timeoutType: 'never',
      urgency: 'critical',
      ...options,
    });
    note.on('failed', () => log.warn('notification-failed', { code: 'failed' }));
    return note;
  };

  const show = (ringing: AttentionReport['waiting']): void => {
    close();
    const { notification } = texts();
    const keys = ringing.map(({ key }) => key);
    const [first] = keys;
    const note = make({
      body: waitingText(ringing, preferences().names, texts()),
      actions: hasButtons(platform)
        ? [
            { type: 'button', text: notification.open },
            { type: 'button', text: notification.acknowledge },
          ]
        : [],
    });
    const open = (): void => {
      close();
      act(
        keys.length === 1 && first !== undefined ? { kind: 'open-room', key: first } : { kind: 'open-rooms' },
      );
    };
    note.on('click', open);
    note.on('action', ({ actionIndex }) => {
      if (actionIndex === 0) open();
      else act({ kind: 'acknowledge', keys });
    });
    note.on('close', () => {
      if (shown?.note === note) shown = null;
    });
    shown = { note, keys };
    note.show();
  };

  const messages = createMessageNote({
    make,
    mayShow: () => !isFocused() && preferences().notifications && Notification.isSupported(),
    names: () => preferences().names,
    texts,
    act,
  });

  return {
    close: () => {
      close();
      messages.close();
    },
    follow: ({ waiting, messages: unread }) => {
      messages.follow(unread);
      const ringing = waiting.filter(({ isRinging }) => isRinging);
      const keys = new Set(ringing.map(({ key }) => key));
      const isNew = [...keys].some((key) => !rung.has(key));
      rung = keys;
      if (shown !== null && !shown.keys.some((key) => keys.has(key))) close();
      if (!isNew || isFocused() || !preferences().notifications || !Notification.isSupported()) return;
      show(ringing);
    },
    test: () => {
      if (!Notification.isSupported()) return Promise.resolve('unsupported');
      const { testTitle, testText } = texts().notification;
      const note = make({ id: 'test', title: testTitle, body: testText, timeoutType: 'default' });
      return new Promise((resolve) => {
        const timer = timers.after(REFUSED_WITHIN_MS, () => resolve('sent'));
        const settle = (outcome: NotificationOutcome): void => {
          timer.cancel();
          resolve(outcome);
        };
        note.on('show', () => settle('sent'));
        note.on('failed', () => settle('failed'));
        note.show();
      });
    },
  };
};
