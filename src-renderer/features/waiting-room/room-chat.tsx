import { Button, Textarea } from '@mantine/core';
import { ArrowDown, SendHorizontal } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { MESSAGE_MAX_LENGTH } from '../../../server/protocol/index.ts';
import { useRoom, useServices, useSignedIn } from '../../services.tsx';
import { chatLines } from './chat-lines.ts';
import { ChatLineItem } from './chat-line-item.tsx';
import classes from './room-chat.module.css';
import { useRoomSigns } from './use-room-signs.ts';
import { useUnsentGuard } from './use-unsent-guard.ts';

/** From here on the composer says how much room is left. */
const COUNTER_FROM = MESSAGE_MAX_LENGTH - 200;
/** Within this many pixels of the end, new messages are followed. */
const NEAR_END = 48;

/**
 * The chat of a waiting room, for both sides and in the call. The room must have been entered
 * (`rooms.enter`). It fills the height of its container.
 */
export const RoomChat = ({
  roomId,
  emptyText,
  closedText,
}: {
  roomId: string;
  emptyText?: string;
  /** In the place of the composer, where nobody would read what is written. */
  closedText?: string;
}) => {
  const { t } = useTranslation('roomChat');
  const { outbox, conversations } = useServices();
  const { user } = useSignedIn();
  const view = useRoom(roomId);
  const entries = useStore(outbox.state, (state) => state.entries);
  const draft = useStore(outbox.state, (state) => state.drafts[roomId] ?? '');
  const [unseen, setUnseen] = useState(false);
  const log = useRef<HTMLDivElement>(null);
  const followed = useRef(true);
  const counterId = useId();

  const messages = view?.room?.messages;
  const lines = useMemo(
    () =>
      chatLines(
        messages ?? [],
        entries.filter((entry) => entry.to === roomId),
        user,
      ),
    [messages, entries, roomId, user],
  );
  const last = lines.at(-1);
  const lastKey = last?.key;

  const lastAnswerable = lines.findLast(({ answerable }) => answerable !== null)?.key;
  const signs = useRoomSigns(lastAnswerable !== undefined);
  const [focused, setFocused] = useState<string | null>(null);
  const tabStop = lines.some(({ key, answerable }) => key === focused && answerable !== null)
    ? focused
    : lastAnswerable;

  const toEnd = () => {
    const list = log.current;
    if (list !== null) list.scrollTop = list.scrollHeight;
    followed.current = true;
    setUnseen(false);
  };

  useLayoutEffect(() => {
    const list = log.current;
    if (list === null || lastKey === undefined) return;
    if (followed.current) list.scrollTop = list.scrollHeight;
    else setUnseen(true);
  }, [lastKey]);

  // Signs and files make a message higher once they are there, and a keyboard on the screen takes from the list.
  useEffect(() => {
    const list = log.current;
    if (list === null) return;
    const observer = new ResizeObserver(() => {
      if (followed.current) list.scrollTop = list.scrollHeight;
    });
    for (const element of [list, ...list.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [lines, signs]);

  // Only what arrives while the chat is open is read out, not the history that stands there first.
  const loaded = messages !== undefined;
  const [live, setLive] = useState(false);
  useEffect(() => {
    if (!loaded) return;
    const timer = setTimeout(() => setLive(true), 0);
    return () => clearTimeout(timer);
  }, [loaded]);

  // What the other wrote and is on the screen is read, also in the conversation between visits.
  const appointment = view?.room?.appointment;
  const otherId = user.role === 'doctor' ? appointment?.patientId : appointment?.doctorId;
  const otherName = (user.role === 'doctor' ? appointment?.patientName : appointment?.doctorName) ?? '';
  const isFresh = view?.fresh === true;
  const lastOfOther = messages?.findLast(({ userId }) => userId !== user.id)?.seq ?? 0;
  useEffect(() => {
    if (!isFresh || otherId === undefined || lastOfOther === 0) return;
    const read = () => {
      if (document.visibilityState === 'visible' && followed.current) {
        conversations.markVisitRead(otherId, roomId);
      }
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [conversations, isFresh, otherId, lastOfOther, roomId]);

  const text = draft.trim();
  const left = MESSAGE_MAX_LENGTH - text.length;
  useUnsentGuard(
    closedText === undefined && (text !== '' || lines.some(({ state }) => state.status !== 'sent')),
  );

  const send = () => {
    if (text === '' || left < 0) return;
    outbox.send(roomId, text);
    outbox.write(roomId, '');
    toEnd();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <section className={classes.chat} aria-label={t('label')}>
      <div
        ref={log}
        role="log"
        aria-live={live ? 'polite' : 'off'}
        className={classes.log}
        tabIndex={0}
        aria-label={t('history')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          followed.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
          if (followed.current) setUnseen(false);
        }}
      >
        {lines.length === 0 && view?.room != null && (
          <p className={classes.empty}>{emptyText ?? t('empty')}</p>
        )}
        {lines.map((line) => {
          const { key, own, answerable } = line;
          return (
            <ChatLineItem
              key={key}
              line={line}
              signs={
                signs === null || answerable === null
                  ? null
                  : (bubbleId) => (
                      <signs.RoomSigns
                        message={answerable}
                        bubbleId={bubbleId}
                        own={own}
                        otherName={otherName}
                        isTabStop={key === tabStop}
                        onFocused={() => setFocused(key)}
                      />
                    )
              }
            />
          );
        })}
      </div>
      {signs !== null && otherId !== undefined && <signs.ToldSigns otherId={otherId} otherName={otherName} />}
      {unseen && (
        <Button
          className={classes.newer ?? ''}
          size="compact-sm"
          radius="xl"
          leftSection={<ArrowDown size={14} aria-hidden />}
          onClick={toEnd}
        >
          {t('newer')}
        </Button>
      )}
      {closedText !== undefined ? (
        <p className={classes.closed}>{closedText}</p>
      ) : (
        <form
          className={classes.composer}
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Textarea
            className={classes.field ?? ''}
            size="md"
            aria-label={t('message')}
            placeholder={t('placeholder')}
            autosize
            minRows={1}
            maxRows={6}
            value={draft}
            onChange={(event) => outbox.write(roomId, event.currentTarget.value)}
            onKeyDown={onKeyDown}
            aria-describedby={counterId}
            error={left < 0 ? t('tooLong', { count: -left }) : null}
          />
          <span id={counterId} className="visually-hidden">
            {text.length >= COUNTER_FROM && left >= 0 ? t('left', { count: left }) : ''}
          </span>
          <Button
            type="submit"
            size="md"
            leftSection={<SendHorizontal size={18} strokeWidth={1.75} aria-hidden />}
          >
            {t('send')}
          </Button>
        </form>
      )}
    </section>
  );
};
