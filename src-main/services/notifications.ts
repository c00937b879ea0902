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
 * is allowed. Emergencies have one of their own, which never names anybody.
 */
export type Notifications = {
  follow(report: AttentionReport): void;
  /** Shows one as an arrival would. */
  test(): Promise<NotificationOutcome>;
  close(): void;
};

const APP = 'Anteroom';
/** One identifier for all of a kind: the systems that know them replace it in their list, too. */
const ID = { arrivals: 'arrivals', emergencies: 'emergencies' } as const;
/** A system that has not refused it by then has taken it. */
const REFUSED_WITHIN_MS = 1_500;

/** Linux says whether its notifications have buttons only to those who ask its bus: a click opens the room there. */
const hasButtons = (platform: NodeJS.Platform): boolean => platform === 'darwin' || platform === 'win32';

type Button = { text: string; action: AttentionAction; closes: boolean };

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

/** What is most urgent of it all, for the tray and for the taskbar's dot. An emergency names nobody, whatever is allowed. */
export const attentionText = (
  { emergencies, waiting }: Pick<AttentionReport, 'emergencies' | 'waiting'>,
  names: boolean,
  texts: DesktopTexts,
): string =>
  emergencies.length > 0 ? texts.emergency(emergencies.length) : waitingText(waiting, names, texts);

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
  type Kind = keyof typeof ID;
  /** Held here, or the garbage collector takes them and their buttons with them. */
  const shown = new Map<Kind, { note: Electron.Notification; keys: readonly string[] }>();
  const rung = new Map<Kind, ReadonlySet<string>>();

  const closeOne = (kind: Kind): void => {
    const last = shown.get(kind);
    shown.delete(kind);
    last?.note.close();
  };
  const close = (): void => {
    for (const kind of [...shown.keys()]) closeOne(kind);
  };

  const make = (options: Electron.NotificationConstructorOptions): Electron.Notification => {
    const note = new Notification({
      id: ID.arrivals,
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

  const show = (kind: Kind, body: string, keys: readonly string[], buttons: readonly Button[]): void => {
    closeOne(kind);
    const [first] = buttons;
    const note = make({
      id: ID[kind],
      body,
      actions: hasButtons(platform) ? buttons.map(({ text }) => ({ type: 'button', text })) : [],
    });
    const choose = ({ closes, action }: Button): void => {
      if (closes) closeOne(kind);
      act(action);
    };
    note.on('click', () => {
      if (first !== undefined) choose(first);
    });
    note.on('action', ({ actionIndex }) => {
      const chosen = buttons[actionIndex];
      if (chosen !== undefined) choose(chosen);
    });
    note.on('close', () => {
      if (shown.get(kind)?.note === note) shown.delete(kind);
    });
    shown.set(kind, { note, keys });
    note.show();
  };

  const mayShowAny = (): boolean => !isFocused() && preferences().notifications && Notification.isSupported();
  const messages = createMessageNote({
    make,
    mayShow: mayShowAny,
    names: () => preferences().names,
    texts,
    act,
  });

  /** @returns true if one rings that did not before */
  const listen = (kind: Kind, keys: ReadonlySet<string>): boolean => {
    const before = rung.get(kind);
    rung.set(kind, keys);
    if (shown.get(kind)?.keys.some((key) => keys.has(key)) === false) closeOne(kind);
    return [...keys].some((key) => before?.has(key) !== true);
  };

  const followArrivals = (waiting: AttentionReport['waiting'], mayShow: boolean): void => {
    const ringing = waiting.filter(({ isRinging }) => isRinging);
    const keys = ringing.map(({ key }) => key);
    if (!listen('arrivals', new Set(keys)) || !mayShow) return;
    const { notification } = texts();
    const [first] = keys;
    show('arrivals', waitingText(ringing, preferences().names, texts()), keys, [
      {
        text: notification.open,
        closes: true,
        action:
          keys.length === 1 && first !== undefined
            ? { kind: 'open-room', key: first }
            : { kind: 'open-rooms' },
      },
      { text: notification.acknowledge, closes: false, action: { kind: 'acknowledge', keys } },
    ]);
  };

  const followEmergencies = (emergencies: AttentionReport['emergencies'], mayShow: boolean): void => {
    const keys = emergencies.filter(({ isRinging }) => isRinging).map(({ key }) => key);
    if (!listen('emergencies', new Set(keys)) || !mayShow) return;
    // Nobody has seen an emergency by pressing a button without a word of it.
    show('emergencies', texts().emergency(keys.length), keys, [
      { text: texts().notification.open, closes: true, action: { kind: 'open-emergencies' } },
    ]);
  };

  return {
    close: () => {
      close();
      messages.close();
    },
    follow: ({ waiting, emergencies, messages: unread }) => {
      messages.follow(unread);
      const mayShow = mayShowAny();
      followEmergencies(emergencies, mayShow);
      followArrivals(waiting, mayShow);
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
