import { MessageSquare } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom, useSignedIn } from '../../services.tsx';
import classes from './patient-new-message.module.css';

/** With this much of it in the window, the end of the chat can be read. */
const READABLE = 0.6;

/**
 * The patient's chat, which on a phone lies below what the window shows: a message that comes meanwhile says
 * itself at the lower edge, until the chat has been looked at.
 */
export const PatientNewMessage = ({ roomId, children }: { roomId: string; children: ReactNode }) => {
  const { t } = useTranslation('patient');
  const { user } = useSignedIn();
  const messages = useRoom(roomId)?.room?.messages;
  const chat = useRef<HTMLDivElement>(null);
  const [readable, setReadable] = useState(true);
  /** The last message of the clinic that was in view; undefined before the history is there. */
  const [seen, setSeen] = useState<string | null | undefined>(undefined);

  useEffect(() => {
    const element = chat.current;
    if (element === null || !('IntersectionObserver' in window)) return;
    const observer = new IntersectionObserver(
      ([entry]) => setReadable((entry?.intersectionRatio ?? 0) >= READABLE),
      { threshold: READABLE },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const last = messages?.findLast(({ userId }) => userId !== user.id) ?? null;
  const lastId = messages === undefined ? undefined : (last?.id ?? null);
  // What stood there at first is history; afterwards only what was in view counts as seen.
  if (lastId !== undefined && lastId !== seen && (seen === undefined || readable)) setSeen(lastId);
  const unread = last !== null && seen !== undefined && last.id !== seen && !readable;

  return (
    <div ref={chat}>
      {children}
      {unread && (
        <button
          type="button"
          className={classes.notice}
          onClick={() => {
            const log = chat.current?.querySelector<HTMLElement>('[role="log"]');
            chat.current?.scrollIntoView({ block: 'center' });
            log?.focus({ preventScroll: true });
          }}
        >
          <MessageSquare size={22} strokeWidth={1.75} aria-hidden />
          <span className={classes.words}>
            <span className={classes.title}>{t('chat.new', { name: last.senderName })}</span>
            <span className={classes.text} dir="auto">
              {last.message}
            </span>
          </span>
        </button>
      )}
    </div>
  );
};
