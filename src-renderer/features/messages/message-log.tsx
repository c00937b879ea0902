import { Button, Skeleton } from '@mantine/core';
import { ArrowDown } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type Ref,
  type UIEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type CustomItemComponentProps, type VirtualizerHandle } from 'virtua';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { hasNewer, hasOlder, type ConversationView } from './conversation-view.ts';
import type { BubbleActions } from './message-bubble.tsx';
import type { MessageLines } from './message-lines.ts';
import { MessageRow } from './message-row.tsx';
import { UnreadJump } from './unread-jump.tsx';
import { useListChange } from './use-list-change.ts';
import { useMessageKeys } from './use-message-keys.ts';
import classes from './conversation.module.css';

/** Within this many pixels of the end, new messages are followed. */
const NEAR_END = 64;
/** Within this many of what is loaded, more is. */
const NEAR_EDGE = 300;
/** From so many windows above the end, there is a button that leads back to it. */
const FAR = 1;
/** So many pixels are drawn beyond the window: a turn of the wheel. */
const AHEAD = 400;
/** Above the first message, as in the style sheet: room for the button that loads older ones, or none. */
const ABOVE = { withOlder: 44, without: 12 };

export type MessageLogHandle = { toEnd: () => void };

/** Without its containment, in which no menu could reach beyond its message. */
const LogItem = ({ style, children, ref }: CustomItemComponentProps) => (
  <div ref={ref} style={{ ...style, contain: 'style' }}>
    {children}
  </div>
);

/**
 * What was written, of which only what is in the window is drawn. It stays where it is when older messages come,
 * and follows the newest as long as somebody is there.
 */
export const MessageLog = ({
  otherId,
  name,
  view,
  lines,
  isTyping,
  leaving,
  found: gone,
  onAtEnd,
  ref,
  ...actions
}: BubbleActions & {
  otherId: string;
  name: string;
  view: ConversationView | undefined;
  lines: MessageLines;
  isTyping: boolean;
  leaving: ReadonlyMap<string, 'waiting' | 'sending'>;
  /** The position of a message that is gone to; 0 for none. */
  found: number;
  /** Somebody is where the newest message stands, or leaves it. */
  onAtEnd: (isAtEnd: boolean) => void;
  ref: Ref<MessageLogHandle>;
}) => {
  const { t } = useTranslation(['messages', 'roomChat', 'common']);
  const { conversations } = useServices();
  const { user } = useSignedIn();
  const { status: connection } = useConnection();
  const announce = useAnnounce();
  const log = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const followed = useRef(true);
  const position = useRef({ top: 0, height: 0 });
  const [unseen, setUnseen] = useState(false);
  const [isFar, setFar] = useState(false);

  const isLoaded = view !== undefined && (view.fresh || view.messages.length > 0);
  const older = view !== undefined && hasOlder(view);
  const newer = view !== undefined && hasNewer(view);
  const change = useListChange(view?.messages[0]?.seq ?? 0, view?.messages.at(-1)?.seq ?? 0, lines.length);

  const follow = (isFollowing: boolean) => {
    followed.current = isFollowing;
    onAtEnd(isFollowing);
    if (isFollowing) setUnseen(false);
  };
  const stay = useCallback(() => {
    followed.current = false;
  }, []);
  const stick = useCallback(() => {
    const element = log.current;
    if (element === null || !followed.current) return;
    element.scrollTop = element.scrollHeight;
    position.current = { top: element.scrollTop, height: element.scrollHeight };
  }, []);
  const keys = useMessageKeys(lines, log, list, stay);
  const { moveTo, settle, setCurrent } = keys;
  // A message that is being taken back has a button for that, where the keyboard is.
  const kept = [...leaving.keys()].map((id) =>
    (view?.messages ?? []).findLastIndex((known) => known.id === id),
  );
  useLayoutEffect(stick, [stick, lines.length, change.part, isTyping, isLoaded]);

  const toEnd = () => {
    followed.current = true;
    if (newer) void conversations.loadNewest(otherId);
    else follow(true);
    stick();
  };
  useImperativeHandle(ref, () => ({ toEnd }));

  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    const before = position.current;
    position.current = { top: scrollTop, height: scrollHeight };
    const left = scrollHeight - scrollTop - clientHeight;
    setFar(left > clientHeight * FAR);
    if (scrollTop < NEAR_EDGE && older) void conversations.loadOlder(otherId);
    if (newer) {
      // Whoever is on the way to the newest is not kept by what is loaded between.
      if (view.loadingNewer) return;
      follow(false);
      if (left < NEAR_EDGE) void conversations.loadNewer(otherId);
    } else if (left < NEAR_END) {
      follow(true);
    } else if (!followed.current || (scrollTop < before.top && scrollHeight === before.height)) {
      // What grows, or is measured, moves the end away without anybody leaving it.
      follow(false);
    }
  };

  const [jumped, setJumped] = useState(0);
  const found = jumped > 0 ? jumped : gone;
  // A found message may be far back. It is asked for once: what fails is said above the list.
  const asked = useRef(0);
  const isFresh = view?.fresh === true;
  // Without the network, in what this computer has of it.
  const mayGo = isFresh || connection !== 'online';
  const isThere = found >= 1 && found <= (view?.lastSeq ?? 0);
  const isBusy = view?.loadingOlder === true;
  const foundIndex = isThere ? lines.indexOfSeq(found) : -1;
  const sought = useRef(0);
  useEffect(() => {
    if (!mayGo || !isThere || sought.current === found) return;
    if (foundIndex >= 0) {
      sought.current = found;
      moveTo(foundIndex, 'center');
    } else if (!isBusy && asked.current !== found) {
      asked.current = found;
      stay();
      void conversations.loadAround(otherId, found);
    }
  }, [conversations, otherId, mayGo, isThere, isBusy, found, foundIndex, moveTo, stay]);

  // The newest that was told; what stood there when it was opened is not news.
  const told = useRef<number | null>(null);
  const newest = view?.lastSeq ?? 0;
  useEffect(() => {
    if (!isFresh) return;
    const before = told.current;
    told.current = newest;
    if (before === null || newest <= before) return;
    const last = view.messages.at(-1);
    const isLoadedToo = last?.seq === newest;
    if (isLoadedToo && last.sender._id === user.id) return;
    if (isLoadedToo) announce(t('said', { name, text: last.content }));
    if (!followed.current) setUnseen(true);
  }, [isFresh, newest, view?.messages, user.id, announce, name, t]);

  return (
    <>
      {view?.unreadFrom != null && (
        <UnreadJump
          key={view.unreadFrom}
          log={log}
          from={view.unreadFrom}
          isReady={isFresh}
          onJump={setJumped}
        />
      )}
      <div
        ref={log}
        role="log"
        // New messages are announced one by one.
        aria-live="off"
        className={classes.log}
        tabIndex={keys.index < 0 ? 0 : -1}
        aria-label={t('roomChat:history')}
        data-virtual
        onScroll={onScroll}
        onKeyDown={keys.onKeyDown}
      >
        <div className={classes.above} data-older={older || undefined}>
          {older && (
            <Button
              variant="subtle"
              size="compact-sm"
              loading={view.loadingOlder}
              onClick={() => void conversations.loadOlder(otherId)}
            >
              {t('older')}
            </Button>
          )}
        </div>
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
        {lines.length > 0 && (
          <div className={classes.lines}>
            <Virtualizer
              key={change.part}
              ref={list}
              scrollRef={log}
              startMargin={older ? ABOVE.withOlder : ABOVE.without}
              shift={change.atStart}
              bufferSize={AHEAD}
              item={LogItem}
              keepMounted={[keys.index, ...kept].filter((index) => index >= 0)}
              data={{ length: lines.length }}
              onResize={() => {
                stick();
                settle();
                // A page of short messages does not fill a large window.
                if (older && log.current !== null && log.current.scrollTop < NEAR_EDGE) {
                  void conversations.loadOlder(otherId);
                }
              }}
            >
              {(_, index) => {
                const line = lines.at(index);
                return line === undefined ? (
                  <div key={index} />
                ) : (
                  <MessageRow
                    key={line.key}
                    line={line}
                    otherName={name}
                    leaving={line.message === null ? null : (leaving.get(line.message.id) ?? null)}
                    isTabStop={index === keys.index}
                    isFound={line.message !== null && line.message.seq === gone}
                    onFocused={setCurrent}
                    {...actions}
                  />
                );
              }}
            </Virtualizer>
          </div>
        )}
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
      {(unseen || newer || isFar) && (
        <Button
          className={classes.newer ?? ''}
          size="compact-sm"
          radius="xl"
          leftSection={<ArrowDown size={14} aria-hidden />}
          onClick={() => {
            toEnd();
            // The button goes, and the keyboard would be nowhere.
            log.current?.focus({ preventScroll: true });
          }}
        >
          {t(unseen ? 'roomChat:newer' : 'toNewest')}
        </Button>
      )}
    </>
  );
};
