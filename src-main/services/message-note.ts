import type { AttentionAction, AttentionReport } from '../../src-preload/contract.ts';
import type { DesktopTexts } from '../texts/texts.ts';

/** One notification of the system for everybody who has written since the window was looked at. */
export type MessageNote = {
  follow(messages: AttentionReport['messages']): void;
  close(): void;
};

/** One identifier for all: the systems that know it replace what stands in their list. */
const ID = 'messages';

/** Says who has written, where names are allowed, and never what. */
export const createMessageNote = ({
  make,
  mayShow,
  names,
  texts,
  act,
}: {
  make: (options: Electron.NotificationConstructorOptions) => Electron.Notification;
  mayShow: () => boolean;
  names: () => boolean;
  texts: () => DesktopTexts;
  /** The person chose something in the notification. */
  act: (action: AttentionAction) => void;
}): MessageNote => {
  /** Held here, or the garbage collector takes it. */
  let shown: Electron.Notification | null = null;
  /** How many of each were known before. */
  let before: ReadonlyMap<string, number> = new Map();

  const close = (): void => {
    const last = shown;
    shown = null;
    last?.close();
  };

  return {
    close,
    follow: ({ from, isQuiet }) => {
      const news = from.filter(({ key, count }) => count > (before.get(key) ?? 0));
      before = new Map(from.map(({ key, count }) => [key, count]));
      if (from.length === 0) close();
      const [first] = news;
      if (first === undefined || isQuiet || !mayShow()) return;
      close();
      const isOne = news.length === 1;
      const note = make({
        id: ID,
        body: texts().notification.message(
          isOne && names() && first.label !== '' ? first.label : null,
          news.length,
        ),
        timeoutType: 'default',
        urgency: 'normal',
      });
      note.on('click', () => {
        close();
        act({ kind: 'open-conversation', key: first.key });
      });
      note.on('close', () => {
        if (shown === note) shown = null;
      });
      shown = note;
      note.show();
    },
  };
};
