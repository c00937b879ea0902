import { Anchor, Button, Skeleton } from '@mantine/core';
import { ArrowDown, ArrowLeft, UserRound } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
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
  const [reply, setReply] = useState<MessageLine | null>(null);
  const [unseen, setUnseen] = useState(false);
  const { leaving, problem: deletionProblem, begin, undo } = useDeletion();
  const log = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const followed = useRef(true);
  const anchor = useRef<{ key: string; top: number } | null>(null);
  const height = useRef(0);
  const sought = useRef(0);
  const [parameters] = useSearchParams();
  const announce = useAnnounce();
  useEffect(() => conversations.open(otherId), [conversations, otherId]);

  const name = contact?.otherUser.fullname ?? view?.name ?? '';
  const waiting = useMemo(() => entries.filter((entry) => entry.to === otherId), [entries, otherId]);
  const lines = useMemo(
    () => messageLines(view?.messages ?? [], waiting, user.id, view?.unreadFrom ?? null),
    [view?.messages, view?.unreadFrom, waiting, user.id],
  );
  useUnsentGuard(leaving.size > 0);

  const [isAtEnd, setAtEnd] = useState(true);
  // What is on the screen of an open window, and was there to be seen, is read.
  const unread = contact?.unreadCount ?? 0;
  const upTo = view?.fresh === true && isAtEnd ? view.lastSeq : 0;
  useEffect(() => {
    if (unread === 0 || upTo === 0 || connection !== 'online') return;
    const read = () => {
      if (document.visibilityState === 'visible') conversations.markRead(otherId, upTo);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [conversations, otherId, unread, upTo, connection]);

  const follow = (isFollowing: boolean) => {
    followed.current = isFollowing;
    setAtEnd(isFollowing);
    if (isFollowing) setUnseen(false);
  };
  const toEnd = () => {
    const list = log.current;
    if (list !== null) list.scrollTop = list.scrollHeight;
    follow(true);
  };
  /** Where the first message stands, to keep it there while older ones come above it. */
  const remember = () => {
    const list = log.current;
    const element = content.current?.firstElementChild;
    anchor.current =
      list === null || !(element instanceof HTMLElement)
        ? null
        : { key: element.dataset['key'] ?? '', top: element.offsetTop - list.scrollTop };
  };

  const first = lines[0]?.key ?? null;
  const newest = view?.lastSeq ?? 0;
  useLayoutEffect(() => {
    const list = log.current;
    if (list === null) return;
    const before = anchor.current;
    if (followed.current) list.scrollTop = list.scrollHeight;
    else if (before !== null && first !== before.key) {
      const stood = content.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(before.key)}"]`);
      if (stood != null) list.scrollTop = stood.offsetTop - before.top;
    }
    remember();
  }, [first]);

  // What grows, or a window that shrinks, takes from what is seen of the end.
  useEffect(() => {
    const list = log.current;
    if (list === null) return;
    const resized = new ResizeObserver(() => {
      if (followed.current) list.scrollTop = list.scrollHeight;
      height.current = list.clientHeight;
    });
    resized.observe(list);
    if (content.current !== null) resized.observe(content.current);
    return () => resized.disconnect();
  }, []);

  // The newest that was told; what stood there when it was opened is not news.
  const told = useRef<number | null>(null);
  const isFresh = view?.fresh === true;
  useEffect(() => {
    const last = view?.messages.at(-1);
    if (!isFresh || last === undefined) return;
    const before = told.current;
    told.current = newest;
    if (before === null || newest <= before || last.sender._id === user.id) return;
    announce(t('said', { name, text: last.content }));
    if (!followed.current) setUnseen(true);
  }, [isFresh, newest, view?.messages, user.id, announce, name, t]);

  const older = view !== undefined && hasOlder(view);
  const loadOlder = () => {
    if (older) void conversations.loadOlder(otherId);
  };

  const isLoaded = view !== undefined && (view.fresh || view.messages.length > 0);

  // A found message may be far back.
  const at = Number(parameters.get('at') ?? 0);
  const firstSeq = view?.messages[0]?.seq ?? null;
  useEffect(() => {
    // Without the network, in what this computer has of it.
    if (!isFresh && connection === 'online') return;
    if (at < 1 || firstSeq === null || sought.current === at) return;
    if (firstSeq > at) {
      void conversations.loadOlder(otherId, at);
      return;
    }
    sought.current = at;
    const found = content.current?.querySelector<HTMLElement>(`[data-seq="${at}"]`);
    found?.scrollIntoView({ block: 'center' });
    found?.focus();
  }, [conversations, otherId, isFresh, connection, at, firstSeq]);

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
          <ErrorNotice
            code={view.problem}
            onRetry={() => (view.fresh ? loadOlder() : conversations.open(otherId))}
          />
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
        // New messages are announced one by one.
        aria-live="off"
        className={classes.log}
        tabIndex={0}
        aria-label={t('roomChat:history')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          remember();
          // A keyboard that opens scrolls, too, and means nothing by it.
          if (clientHeight !== height.current) return;
          follow(scrollHeight - scrollTop - clientHeight < NEAR_EDGE);
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
        <div ref={content} className={classes.lines}>
          {lines.map((line) => (
            <div key={line.key} data-key={line.key} className={classes.line}>
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
                leaving={line.message === null ? null : (leaving.get(line.message.id) ?? null)}
                onReply={onReply}
                onDelete={onDelete}
                onUndo={onUndo}
              />
            </div>
          ))}
        </div>
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
      {contact?.hasAccount === false && <p className={classes.hint}>{t('noAccount', { name })}</p>}
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
