import { Skeleton } from '@mantine/core';
import { memo, useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useStore } from 'zustand';
import type { Contact } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { messagesPath } from './messages-path.ts';
import { Presence } from './presence.tsx';
import classes from './contact-list.module.css';

const letters = new Intl.Segmenter();

const initialsOf = (name: string): string => {
  const words = name.replace(/^(Prof\.? )?(Dra?\.? )?/i, '').split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => letters.segment(word ?? '').containing(0)?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
};

const ContactItem = memo(({ contact }: { contact: Contact }) => {
  const { t } = useTranslation(['messages', 'roomChat']);
  const { user } = useSignedIn();
  const format = useFormat();
  const { conversations, letters } = useServices();
  const isTyping = useStore(conversations.state, ({ typing }) => typing[contact.otherUser._id] === true);
  const { otherUser, lastMessage, unreadCount, status } = contact;
  const draft = useStore(letters.state, ({ drafts }) => drafts[otherUser._id]?.trim() ?? '');
  const isRefused = useStore(letters.state, ({ entries }) =>
    entries.some((entry) => entry.to === otherUser._id && entry.status === 'failed'),
  );
  const words = isRefused
    ? t('notSent')
    : draft !== ''
      ? t('draft', { text: draft })
      : lastMessage === null
        ? t('nothingYet')
        : lastMessage.deletedAt !== null
          ? t('deleted')
          : lastMessage.sender === user.id
            ? t('ownLast', { text: lastMessage.content })
            : lastMessage.content;
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
          <span className={classes.text} title={words}>
            {isTyping ? t('typingShort') : words}
          </span>
          {unreadCount > 0 && (
            <span className={classes.badge}>
              <span aria-hidden>{unreadCount > 99 ? '99+' : unreadCount}</span>
              <span className="visually-hidden">{t('unread', { count: unreadCount })}</span>
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

/** With whom somebody writes, the newest first. Only those in the window are drawn. */
export const ContactList = ({
  contacts,
  scroll,
  onNearEnd,
}: {
  contacts: readonly Contact[] | null;
  /** In which they are scrolled. */
  scroll: RefObject<HTMLElement | null>;
  /** The last of them comes into reach. */
  onNearEnd: () => void;
}) => {
  const { t } = useTranslation(['messages', 'common']);
  const list = useRef<VirtualizerHandle>(null);
  const check = () => {
    const { scrollSize = 0, scrollOffset = 0, viewportSize = 0 } = list.current ?? {};
    if (viewportSize > 0 && scrollSize - scrollOffset - viewportSize < NEAR_END) onNearEnd();
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
  return (
    <div className={classes.list}>
      <Virtualizer
        ref={list}
        scrollRef={scroll}
        as="ul"
        item="li"
        data={contacts}
        onScroll={check}
        onResize={check}
      >
        {(contact) => <ContactItem key={contact.conversationId} contact={contact} />}
      </Virtualizer>
    </div>
  );
};
