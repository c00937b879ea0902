import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { MessageBubble, type BubbleActions } from './message-bubble.tsx';
import { MessageFocusContext } from './message-focus.ts';
import type { MessageLine } from './message-lines.ts';
import classes from './conversation.module.css';

/** A message in the list, with the day and the beginning of the unread ones above it. */
export const MessageRow = memo(
  ({
    line,
    otherName,
    leaving,
    isTabStop,
    isFound,
    onFocused,
    ...actions
  }: BubbleActions & {
    line: MessageLine;
    otherName: string;
    leaving: 'waiting' | 'sending' | null;
    /** Tab comes to this message; arrow keys go on from it to the others. */
    isTabStop: boolean;
    /** It is the one that was looked for. */
    isFound: boolean;
    onFocused: (line: MessageLine) => void;
  }) => {
    const { t } = useTranslation(['messages', 'roomChat']);
    const format = useFormat();
    const who = line.own ? t('roomChat:you') : otherName;
    const what = line.text === '' ? (line.message?.fileName ?? '') : line.text;
    return (
      <article
        className={classes.line}
        data-key={line.key}
        data-found={isFound || undefined}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={[who, what, format.time(line.at)].filter((part) => part !== '').join(', ')}
        // How many there are changes with each message, and each would be drawn again.
        {...(line.message !== null && { 'aria-posinset': line.message.seq, 'aria-setsize': -1 })}
        onFocus={() => onFocused(line)}
      >
        {line.newDay && (
          <p className={classes.day}>
            <span>{format.day(line.at)}</span>
          </p>
        )}
        {line.part !== null && (
          <p className={classes.day}>
            <span>{t(line.part === 'visit' ? 'visitPart' : 'afterVisit')}</span>
          </p>
        )}
        {line.firstUnread && (
          <p className={classes.unread}>
            <span>{t('unreadFrom')}</span>
          </p>
        )}
        <MessageFocusContext value={isTabStop}>
          <MessageBubble line={line} otherName={otherName} leaving={leaving} {...actions} />
        </MessageFocusContext>
      </article>
    );
  },
);
MessageRow.displayName = 'MessageRow';
