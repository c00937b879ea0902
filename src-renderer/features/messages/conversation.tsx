import { Anchor, Button, Skeleton } from '@mantine/core';
import { ArrowDown, ArrowLeft, UserRound } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { useUnsentGuard } from '../waiting-room/use-unsent-guard.ts';
import { Composer } from './composer.tsx';
import { hasOlder } from './conversation-view.ts';
import { messageLines, type MessageLine } from './message-lines.ts';
import { MessageBubble } from './message-bubble.tsx';
import { Presence } from './presence.tsx';
import { useDeletion } from './use-deletion.ts';
import classes from './conversation.module.css';

/** Within this many pixels of the end, new messages are followed; of the beginning, older ones are loaded. */
const NEAR_EDGE = 64;

/** One conversation: what was written, and where to write. */
export const Conversation = ({ otherId, back }: { otherId: string; back: string | null }) => {
  const { t } = useTranslation(['messages', 'roomChat', 'common']);
  const { conversations, letters } = useServices();
  const { user } = useSignedIn();
  const { status: connection } = useConnection();
  const format = useFormat();
  const view = useStore(conversations.state, ({ views }) => views[otherId]);
  const contact = useStore(conversations.state, ({ list }) =>
    list?.find(({ otherUser }) => otherUser._id === otherId),
  );
  const isTyping = useStore(conversations.state, ({ typing }) => typing[otherId] === true);
  const entries = useStore(letters.state, (state) => state.entries);
  const draft = useStore(letters.state, (state) => state.drafts[otherId] ?? '');
  const [reply, setReply] = useState<MessageLine | null>(null);
  const [unseen, setUnseen] = useState(false);
  const { leaving, problem: deletionProblem, begin, undo } = useDeletion();
  const log = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const followed = useRef(true);
  const shown = useRef<{ first: string | null; last: string | null; height: number }>({
    first: null,
    last: null,
    height: 0,
  });

  useEffect(() => conversations.open(otherId), [conversations, otherId]);

  const name = contact?.otherUser.fullname ?? view?.name ?? '';
  const waiting = useMemo(() => entries.filter((entry) => entry.to === otherId), [entries, otherId]);
  const lines = useMemo(
    () => messageLines(view?.messages ?? [], waiting, user.id, view?.unreadFrom ?? null),
    [view?.messages, view?.unreadFrom, waiting, user.id],
  );
  useUnsentGuard(draft.trim() !== '' || waiting.length > 0);

  // What is on the screen of an open window is read.
  const unread = contact?.unreadCount ?? 0;
  useEffect(() => {
    if (unread === 0) return;
    const read = () => {
      if (document.visibilityState === 'visible') conversations.markRead(otherId);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [conversations, otherId, unread]);

  const toEnd = useCallback(() => {
    const list = log.current;
    if (list !== null) list.scrollTop = list.scrollHeight;
    followed.current = true;
    setUnseen(false);
  }, []);

  const first = lines[0]?.key ?? null;
  const last = lines.at(-1)?.key ?? null;
  useLayoutEffect(() => {
    const list = log.current;
    if (list === null) return;
    const before = shown.current;
    const grewAbove = before.first !== null && first !== before.first && last === before.last;
    // What was looked at stays where it is while older messages come above it.
    if (grewAbove) list.scrollTop += list.scrollHeight - before.height;
    else if (followed.current) list.scrollTop = list.scrollHeight;
    else if (last !== before.last) setUnseen(true);
    shown.current = { first, last, height: list.scrollHeight };
  }, [first, last, isTyping]);

  // A composer that grows takes from what is seen of the end.
  useEffect(() => {
    const list = log.current;
    if (list === null) return;
    const resized = new ResizeObserver(() => {
      if (followed.current) list.scrollTop = list.scrollHeight;
    });
    resized.observe(list);
    return () => resized.disconnect();
  }, []);

  const older = view !== undefined && hasOlder(view);
  const loadOlder = () => {
    if (older) void conversations.loadOlder(otherId);
  };

  // Only what arrives while it is open is read out, not what stands there first.
  const isLoaded = view !== undefined && (view.fresh || view.messages.length > 0);
  const [live, setLive] = useState(false);
  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => setLive(true), 0);
    return () => clearTimeout(timer);
  }, [isLoaded]);

  const onReply = useCallback((line: MessageLine) => {
    setReply(line);
    // The menu gives the focus back to its button first.
    setTimeout(() => field.current?.focus(), 0);
  }, []);
  const onDelete = useCallback((line: MessageLine) => line.message && begin(line.message.id), [begin]);
  const onUndo = useCallback((line: MessageLine) => line.message && undo(line.message.id), [undo]);

  // Alone on the page, it is the page's own name.
  const Heading = back === null ? 'h2' : 'h1';
  return (
    <section className={classes.conversation} aria-label={t('with', { name })}>
      <header className={classes.head}>
        {back !== null && (
          <Anchor component={Link} to={back} className={classes.back ?? ''} aria-label={t('backToList')}>
            <ArrowLeft size={20} strokeWidth={1.75} aria-hidden />
          </Anchor>
        )}
        <div className={classes.who}>
          <Heading title={name}>{name === '' ? t('common:loading') : name}</Heading>
          {contact !== undefined && <Presence status={contact.status} />}
        </div>
        {user.role === 'doctor' && (
          <Anchor
            component={Link}
            to={`/patients/${otherId}`}
            c="var(--app-accent)"
            className={classes.page ?? ''}
          >
            <UserRound size={18} strokeWidth={1.75} aria-hidden />
            {t('patientPage')}
          </Anchor>
        )}
      </header>
      {view?.problem != null && connection === 'online' && (
        <div className={classes.notice}>
          <ErrorNotice code={view.problem} onRetry={() => conversations.open(otherId)} />
        </div>
      )}
      {deletionProblem !== null && (
        <div className={classes.notice}>
          <ErrorNotice code={deletionProblem} />
        </div>
      )}
      <div
        ref={log}
        role="log"
        aria-live={live ? 'polite' : 'off'}
        className={classes.log}
        tabIndex={0}
        aria-label={t('roomChat:history')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          followed.current = scrollHeight - scrollTop - clientHeight < NEAR_EDGE;
          if (followed.current) setUnseen(false);
          if (scrollTop < NEAR_EDGE) loadOlder();
        }}
      >
        {older && (
          <Button
            className={classes.older ?? ''}
            variant="subtle"
            size="compact-sm"
            loading={view.loadingOlder}
            onClick={loadOlder}
          >
            {t('older')}
          </Button>
        )}
        {!isLoaded && view?.problem == null && (
          <Delayed>
            <div className={classes.skeletons} role="status" aria-label={t('common:loading')}>
              <Skeleton height={38} width="55%" radius="lg" />
              <Skeleton height={38} width="40%" radius="lg" ml="auto" />
              <Skeleton height={60} width="60%" radius="lg" />
            </div>
          </Delayed>
        )}
        {isLoaded && lines.length === 0 && <p className={classes.empty}>{t('empty', { name })}</p>}
        {lines.map((line) => (
          <div key={line.key} className={classes.line}>
            {line.newDay && (
              <p className={classes.day}>
                <span>{format.day(line.at)}</span>
              </p>
            )}
            {line.firstUnread && (
              <p className={classes.unread}>
                <span>{t('unreadFrom')}</span>
              </p>
            )}
            <MessageBubble
              line={line}
              otherName={name}
              leaving={line.message !== null && leaving.has(line.message.id)}
              onReply={onReply}
              onDelete={onDelete}
              onUndo={onUndo}
            />
          </div>
        ))}
        {isTyping && (
          <p className={classes.typing}>
            <span className={classes.dots} aria-hidden>
              <i />
              <i />
              <i />
            </span>
            {t('typing', { name })}
          </p>
        )}
      </div>
      {unseen && (
        <Button
          className={classes.newer ?? ''}
          size="compact-sm"
          radius="xl"
          leftSection={<ArrowDown size={14} aria-hidden />}
          onClick={toEnd}
        >
          {t('roomChat:newer')}
        </Button>
      )}
      <Composer
        otherId={otherId}
        otherName={name}
        reply={reply}
        field={field}
        onReplied={() => setReply(null)}
        onSent={toEnd}
      />
    </section>
  );
};
