import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { matchPath, useLocation, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { useServices, useSignedIn } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { messagesPath } from '../messages/messages-path.ts';
import { watchIdleness } from './idleness.ts';
import { playMessageSound } from './message-sound.ts';
import { noticesOf } from './notices-store.ts';
import { ownStatusOf } from './own-status.ts';
import { isQuiet } from './quiet-hours.ts';
import { reportMessages } from './report-messages.ts';
import { followTitle } from './title-count.ts';

/** Several at once are heard once. */
const SOUND_AGAIN_MS = 2_000;

const conversationAt = (pathname: string): string | null =>
  (matchPath('/messages/:otherId', pathname) ?? matchPath('/conversations/:otherId', pathname))?.params[
    'otherId'
  ] ?? null;

const isInCall = (pathname: string): boolean => matchPath('/consultation/:roomId', pathname) !== null;

/** The open conversation is seen as long as its window is. */
const useWatched = (): void => {
  const notices = noticesOf(useServices());
  const { pathname } = useLocation();
  const otherId = conversationAt(pathname);
  useEffect(() => {
    const watch = () => notices.watch(document.visibilityState === 'visible' ? otherId : null);
    watch();
    document.addEventListener('visibilitychange', watch);
    return () => {
      document.removeEventListener('visibilitychange', watch);
      notices.watch(null);
    };
  }, [notices, otherId]);
};

/** What comes is said to screen readers and, if it is a message, heard. In a call nobody is disturbed. */
const useNews = (): void => {
  const { t } = useTranslation('notices');
  const services = useServices();
  const notices = noticesOf(services);
  const { platform, computer } = services;
  const announce = useAnnounce();
  const quietPage = isInCall(useLocation().pathname);
  useEffect(() => {
    let last = 0;
    return notices.onNew(({ kind, count, other }) => {
      const text = t(`kind.${kind}`, { count, name: other.fullname });
      announce(t('new', { text }));
      const { sound, volume, quiet } = platform.settings.getState().messageAlerts;
      if (kind !== 'message' || quietPage || isQuiet(quiet, new Date())) return;
      if (sound && Date.now() - last >= SOUND_AGAIN_MS) {
        last = Date.now();
        void playMessageSound(volume).catch(() => undefined);
      }
      // The app has notifications of its own.
      if (computer === null) noteOfBrowser(other.id, t('note.title'), t('note.text'));
    });
  }, [notices, platform, computer, announce, t, quietPage]);
};

/** Where the person has allowed it, and looks at something else. It names nobody: others may see the screen. */
const noteOfBrowser = (tag: string, title: string, body: string): void => {
  if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const note = new Notification(title, { body, tag: `message ${tag}`, silent: true });
    note.onclick = () => window.focus();
  } catch {
    // Some phones have the constructor and refuse it; the count in the title remains.
  }
};

/** In the app: what stands outside of the window. */
const useAttention = (): void => {
  const services = useServices();
  const { computer, platform } = services;
  const { user } = useSignedIn();
  const navigate = useNavigate();
  useEffect(() => {
    if (computer === null) return;
    return reportMessages(noticesOf(services), platform.settings, computer.attention);
  }, [services, computer, platform]);
  useEffect(() => {
    if (computer === null) return;
    return computer.bridge.attention.onChosen((action) => {
      if (action.kind !== 'open-conversation') return;
      // The window shows the call: to go elsewhere would leave it.
      if (computer.attention.current().activity !== 'in-call') {
        void navigate(messagesPath(user.role, encodeURIComponent(action.key)));
      }
    });
  }, [computer, navigate, user.role]);
};

const useIdleness = (): void => {
  const services = useServices();
  const { desktop } = services.platform;
  const isBusy = isInCall(useLocation().pathname);
  useEffect(() => {
    const { setIdle } = ownStatusOf(services);
    // A page that changes, also by itself into a call, begins with somebody in front of it.
    setIdle(false);
    return watchIdleness(setIdle, { bridge: desktop, isBusy: () => isBusy });
  }, [services, desktop, isBusy]);
};

/** Follows notifications and the person at this device, on every page. */
export const Follow = () => {
  const { pathname } = useLocation();
  const unread = useStore(noticesOf(useServices()).state, (state) => state.unread);
  // A patient who waits is called by the title, which nothing else may change then.
  const showsCount = matchPath('/waiting-room/:roomId', pathname) === null && !isInCall(pathname);
  useEffect(() => {
    if (showsCount && unread > 0) return followTitle(unread);
    return undefined;
  }, [unread, showsCount]);
  useWatched();
  useNews();
  useAttention();
  useIdleness();
  return null;
};
