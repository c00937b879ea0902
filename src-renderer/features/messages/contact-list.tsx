import { Skeleton } from '@mantine/core';
import { Siren } from 'lucide-react';
import { memo, useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useStore } from 'zustand';
import type { Contact } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { harmless } from '../../ui/harmless.ts';
import { initialsOf } from '../../ui/initials.ts';
import { emergenciesFirst } from '../emergencies/emergency-view.ts';
import { withoutVoiceStamp } from '../files/voice-name.ts';
import { messagesPath } from './messages-path.ts';
import { Presence } from './presence.tsx';
import classes from './contact-list.module.css';

const NONE_OPEN = [] as const;

const ContactItem = memo(({ contact }: { contact: Contact }) => {
  const { t } = useTranslation(['messages', 'roomChat']);
  const { user } = useSignedIn();
  const format = useFormat();
  const { conversations, letters, emergencies } = useServices();
  const needsHelp = useStore(emergencies.state, ({ open }) =>
    (open ?? []).some(({ patientId }) => patientId === contact.otherUser._id),
  );
  const isTyping = useStore(conversations.state, ({ typing }) => typing[contact.otherUser._id] === true);
  const { otherUser, lastMessage, unreadCount, status } = contact;
  const draft = useStore(letters.state, ({ drafts }) => drafts[otherUser._id]?.trim() ?? '');
  const isRefused = useStore(letters.state, ({ entries }) =>
    entries.some((entry) => entry.to === otherUser._id && entry.status === 'failed'),
  );
  const said = harmless(lastMessage?.content ?? '');
  const last = lastMessage?.messageType === 'file' ? withoutVoiceStamp(said) : said;
  const words = isRefused
    ? t('notSent')
    : draft !== ''
      ? t('draft', { text: draft })
      : lastMessage === null
        ? t('nothingYet')
        : lastMessage.deletedAt !== null
          ? t('deleted')
          : lastMessage.sender === user.id
            ? t('ownLast', { text: last })
            : last;
  return (
    <NavLink to={messagesPath(user.role, otherUser._id)} className={classes.contact ?? ''}>
      <span className={classes.avatar} aria-hidden>
        {initialsOf(otherUser.fullname)}
      </span>
      <span className={classes.words}>
        <span className={classes.top}>
          <span className={classes.name} title={otherUser.fullname}>
            {otherUser.fullname}
          </span>
          {lastMessage !== null && (
            <time dateTime={lastMessage.createdAt} title={format.exact(lastMessage.createdAt)}>
              {format.shortly(lastMessage.createdAt)}
            </time>
          )}
        </span>
        <span className={classes.bottom}>
          <Presence status={status} dotOnly />
          <span className={classes.text} dir="auto" title={words}>
            {isTyping ? t('typingShort') : words}
          </span>
          {(needsHelp || unreadCount > 0) && (
            <span className={classes.signs}>
              {needsHelp && (
                <span className={classes.emergency}>
                  <Siren size={14} strokeWidth={2} aria-hidden />
                  {t('emergency')}
                </span>
              )}
              {unreadCount > 0 && (
                <span className={classes.badge}>
                  <span aria-hidden>{unreadCount > 99 ? '99+' : unreadCount}</span>
                  <span className="visually-hidden">{t('unread', { count: unreadCount })}</span>
                </span>
              )}
            </span>
          )}
        </span>
      </span>
    </NavLink>
  );
});
ContactItem.displayName = 'ContactItem';

/** Within this many pixels of the last one, more are loaded. */
const NEAR_END = 400;

/** With whom somebody writes: who needs help at once before all others, then the newest first. */
export const ContactList = ({
  contacts,
  scroll,
  onNearEnd,
}: {
  contacts: readonly Contact[] | null;
  /** In which they are scrolled: only those in the window are drawn. Without it, all are. */
  scroll?: RefObject<HTMLElement | null>;
  /** The last of them comes into reach. */
  onNearEnd?: () => void;
}) => {
  const { t } = useTranslation(['messages', 'common']);
  const { emergencies } = useServices();
  const open = useStore(emergencies.state, (state) => state.open) ?? NONE_OPEN;
  const list = useRef<VirtualizerHandle>(null);
  const check = () => {
    const { scrollSize = 0, scrollOffset = 0, viewportSize = 0 } = list.current ?? {};
    if (viewportSize > 0 && scrollSize - scrollOffset - viewportSize < NEAR_END) onNearEnd?.();
  };
  const count = contacts?.length ?? 0;
  const latest = useRef(check);
  useEffect(() => {
    latest.current = check;
  });
  useEffect(() => latest.current(), [count]);
  if (contacts === null) {
    return (
      <Delayed>
        <div className={classes.skeletons} role="status" aria-label={t('common:loading')}>
          {[1, 2, 3].map((row) => (
            <Skeleton key={row} height={56} radius="md" />
          ))}
        </div>
      </Delayed>
    );
  }
  const shown = emergenciesFirst(contacts, open);
  return (
    <div className={classes.list}>
      {scroll === undefined ? (
        <ul>
          {shown.map((contact) => (
            <li key={contact.conversationId}>
              <ContactItem contact={contact} />
            </li>
          ))}
        </ul>
      ) : (
        <Virtualizer
          ref={list}
          scrollRef={scroll}
          as="ul"
          item="li"
          data={shown}
          onScroll={check}
          onResize={check}
        >
          {(contact) => <ContactItem key={contact.conversationId} contact={contact} />}
        </Virtualizer>
      )}
    </div>
  );
};
