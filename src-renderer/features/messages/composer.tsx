import { ActionIcon, Button, Textarea } from '@mantine/core';
import { SendHorizontal, X } from 'lucide-react';
import { useEffect, useId, useRef, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { MESSAGE_MAX_LENGTH } from '../../../server/protocol/index.ts';
import { useServices } from '../../services.tsx';
import { AttachButtons } from '../files/attach-buttons.tsx';
import { AttachmentTray } from '../files/attachment-tray.tsx';
import type { Attaching } from '../files/use-attaching.ts';
import { VoiceRecorder } from '../files/voice.tsx';
import type { MessageLine } from './message-lines.ts';
import classes from './conversation.module.css';

/** From here on it says how much room is left. */
const COUNTER_FROM = MESSAGE_MAX_LENGTH - 200;
/** Typing is told again after this time, and over so long after the last key. */
const TELL_EVERY_MS = 3_000;
const STOPPED_AFTER_MS = 2_000;

/** Of a name, in a field that is as high as the words in it. */
const NAME_LETTERS = 24;
const shortName = (name: string): string => {
  const letters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  return letters.length > NAME_LETTERS
    ? `${letters
        .slice(0, NAME_LETTERS - 1)
        .join('')
        .trimEnd()}…`
    : name;
};

/** Tells the other that somebody types, not with each key. */
const useTyping = (otherId: string) => {
  const { conversations } = useServices();
  const told = useRef(0);
  const stop = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(
    () => () => {
      clearTimeout(stop.current);
      if (told.current > 0) conversations.setTyping(otherId, false);
      told.current = 0;
    },
    [conversations, otherId],
  );
  return {
    pressed: () => {
      const now = Date.now();
      if (now - told.current > TELL_EVERY_MS) {
        told.current = now;
        conversations.setTyping(otherId, true);
      }
      clearTimeout(stop.current);
      stop.current = setTimeout(() => {
        told.current = 0;
        conversations.setTyping(otherId, false);
      }, STOPPED_AFTER_MS);
    },
    /** The message says it. */
    sent: () => {
      clearTimeout(stop.current);
      told.current = 0;
    },
  };
};

/** Where a message is written. What is written stays when somebody goes to another conversation. */
export const Composer = ({
  otherId,
  otherName,
  reply,
  field,
  attaching,
  onReplied,
  onSent,
}: {
  otherId: string;
  otherName: string;
  /** The message that is answered. */
  reply: MessageLine | null;
  field: RefObject<HTMLTextAreaElement | null>;
  attaching: Attaching;
  onReplied: () => void;
  onSent: () => void;
}) => {
  const { t } = useTranslation(['messages', 'roomChat']);
  const { letters } = useServices();
  const draft = useStore(letters.state, (state) => state.drafts[otherId] ?? '');
  const counterId = useId();
  const typing = useTyping(otherId);
  const text = draft.trim();
  const left = MESSAGE_MAX_LENGTH - text.length;

  const send = () => {
    if (left < 0) return;
    if (attaching.send(text, reply?.message?.seq)) field.current?.focus();
    else if (text === '') return;
    else letters.send(otherId, text, reply?.message?.seq);
    letters.write(otherId, '');
    typing.sent();
    onReplied();
    onSent();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && reply !== null) onReplied();
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  if (attaching.isRecording) return <VoiceRecorder attaching={attaching} onSent={onSent} />;
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {reply !== null && (
        <div className={classes.replying}>
          <blockquote className={classes.answered}>
            <span>{t('replyTo', { name: reply.own ? t('roomChat:you') : otherName })}</span>
            {reply.text}
          </blockquote>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('replyCancel')}
            onClick={onReplied}
          >
            <X size={18} strokeWidth={1.75} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <AttachmentTray attaching={attaching} />
      <Textarea
        ref={field}
        className={classes.field ?? ''}
        size="md"
        spellCheck
        aria-label={t('roomChat:message')}
        placeholder={t('placeholder', { name: shortName(otherName) })}
        autosize
        minRows={1}
        maxRows={6}
        value={draft}
        onChange={(event) => {
          letters.write(otherId, event.currentTarget.value);
          if (event.currentTarget.value.trim() !== '') typing.pressed();
        }}
        onKeyDown={onKeyDown}
        onPaste={attaching.onPaste}
        aria-describedby={counterId}
        error={left < 0 ? t('roomChat:tooLong', { count: -left }) : null}
      />
      <span id={counterId} className="visually-hidden">
        {text.length >= COUNTER_FROM && left >= 0 ? t('roomChat:left', { count: left }) : ''}
      </span>
      <AttachButtons attaching={attaching} />
      <Button
        className={classes.send ?? ''}
        type="submit"
        size="md"
        leftSection={<SendHorizontal size={18} strokeWidth={1.75} aria-hidden />}
      >
        {t('roomChat:send')}
      </Button>
    </form>
  );
};
