import { ActionIcon, Menu } from '@mantine/core';
import { Check, CheckCheck, Clock, Copy, Ellipsis, Reply, Siren, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reaction } from '../../../server/protocol/index.ts';
import { isFinal } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { copyWords } from '../../ui/copy-text.ts';
import { useMessageTabIndex } from './message-focus.ts';
import { MessageFile } from '../files/message-file.tsx';
import { UploadingFile, UploadState } from '../files/upload-state.tsx';
import { linkParts, type MessageLine } from './message-lines.ts';
import { ReactionChips } from './reaction-chips.tsx';
import { ReactionPicker } from './reaction-picker.tsx';
import type { Answerable } from './reactions-view.ts';
import classes from './conversation.module.css';

const STATE_ICONS = { sending: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck } as const;

/** Check marks, with words for who does not see them. */
const StateMark = ({ status }: { status: keyof typeof STATE_ICONS }) => {
  const { t } = useTranslation('messages');
  const Icon = STATE_ICONS[status];
  return (
    <span className={classes.mark} data-read={status === 'read' || undefined} title={t(`state.${status}`)}>
      <Icon size={15} strokeWidth={2} aria-hidden />
      <span className="visually-hidden">{t(`state.${status}`)}</span>
    </span>
  );
};

const Words = ({ text }: { text: string }) => {
  const tabIndex = useMessageTabIndex();
  return linkParts(text).map(({ text: part, href }, index) =>
    href === null ? (
      part
    ) : (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow" tabIndex={tabIndex}>
        {part}
      </a>
    ),
  );
};

export type BubbleActions = {
  onReply: (line: MessageLine) => void;
  onDelete: (line: MessageLine) => void;
  onUndo: (line: MessageLine) => void;
  onReact: (message: Answerable, emoji: Reaction | null) => void;
};

/** One message, with when it was sent, what became of it, and what can be done with it. */
export const MessageBubble = memo(
  ({
    line,
    otherName,
    leaving,
    onReply,
    onDelete,
    onUndo,
    onReact,
  }: BubbleActions & {
    line: MessageLine;
    otherName: string;
    /** It is about to be taken back, and that can still be undone. */
    leaving: 'waiting' | 'sending' | null;
  }) => {
    const { t } = useTranslation(['messages', 'roomChat', 'common']);
    const { letters } = useServices();
    const errorText = useErrorText();
    const format = useFormat();
    const tabIndex = useMessageTabIndex();
    const { message, state } = line;
    const isGone = leaving !== null || (message !== null && message.deletedAt !== null);
    return (
      <div
        {...(line.own ? { 'aria-live': 'off' as const } : {})}
        className={`${classes.item ?? ''} ${line.own ? (classes.own ?? '') : ''}`}
        data-seq={message?.seq}
        data-answerable
        title={format.exact(line.at)}
      >
        <span className="visually-hidden">{line.own ? t('roomChat:you') : otherName}</span>
        <div className={classes.row}>
          <div
            className={classes.bubble}
            dir="auto"
            data-gone={isGone || undefined}
            data-emergency={(message?.messageType === 'emergency' && !isGone) || undefined}
          >
            {message?.messageType === 'emergency' && !isGone && (
              <span className={classes.emergency}>
                <Siren size={16} strokeWidth={2} aria-hidden />
                {t('emergency')}
              </span>
            )}
            {line.answers !== null && !isGone && (
              <blockquote className={classes.answered}>
                <span>{line.answers.own ? t('roomChat:you') : otherName}</span>
                {line.answers.text === '' ? t('deleted') : line.answers.text}
              </blockquote>
            )}
            {isGone ? (
              <em>{t(line.own ? 'deletedOwn' : 'deleted')}</em>
            ) : (
              <>
                {line.file !== null && <MessageFile file={line.file} />}
                {line.upload !== null && <UploadingFile upload={line.upload} />}
                {line.text !== line.file?.name && <Words text={line.text} />}
              </>
            )}
          </div>
          {message !== null && !isGone && (
            <Menu
              position={line.own ? 'bottom-end' : 'bottom-start'}
              shadow="md"
              withinPortal={false}
              floatingStrategy="fixed"
            >
              <Menu.Target>
                <ActionIcon
                  className={classes.actions ?? ''}
                  variant="subtle"
                  color="gray"
                  size="md"
                  aria-label={t('actions')}
                  tabIndex={tabIndex}
                >
                  <Ellipsis size={18} strokeWidth={1.75} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <ReactionPicker message={message} onReact={onReact} />
                <Menu.Divider />
                <Menu.Item leftSection={<Reply size={16} aria-hidden />} onClick={() => onReply(line)}>
                  {t('reply')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<Copy size={16} aria-hidden />}
                  onClick={() => void copyWords(line.text)}
                >
                  {t('common:copy')}
                </Menu.Item>
                {line.own && (
                  <Menu.Item
                    c="var(--app-danger)"
                    leftSection={<Trash2 size={16} aria-hidden />}
                    onClick={() => onDelete(line)}
                  >
                    {t('delete')}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        {message !== null && !isGone && (
          <ReactionChips message={message} otherName={otherName} onReact={onReact} />
        )}
        {leaving === 'waiting' && (
          <button type="button" autoFocus className={classes.link} onClick={() => onUndo(line)}>
            {t('undo')}
          </button>
        )}
        {line.upload !== null ? (
          <UploadState upload={line.upload} />
        ) : state.status === 'failed' ? (
          <div className={classes.foot} role="alert">
            <span className={classes.failed}>{t('roomChat:failed', { reason: errorText(state.code) })}</span>
            {!isFinal(state.code) && (
              <button type="button" className={classes.link} onClick={() => letters.retry(state.clientId)}>
                {t('common:retry')}
              </button>
            )}
            <button type="button" className={classes.link} onClick={() => letters.discard(state.clientId)}>
              {t('roomChat:discard')}
            </button>
          </div>
        ) : (
          (line.last || state.status === 'sending') &&
          !isGone && (
            <div className={classes.foot}>
              <time dateTime={new Date(line.at).toISOString()}>{format.time(line.at)}</time>
              {line.own && <StateMark status={state.status} />}
            </div>
          )
        )}
      </div>
    );
  },
);
MessageBubble.displayName = 'MessageBubble';
