import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { allUnread } from './conversations-state.ts';
import classes from './contact-list.module.css';

/** Beside the way to the messages: how many are unread. From here on, messages are followed on every page. */
export const UnreadBadge = () => {
  const { t } = useTranslation('messages');
  const { conversations } = useServices();
  useEffect(() => conversations.follow(), [conversations]);
  const unread = useStore(conversations.state, allUnread);
  if (unread === 0) return null;
  return (
    <span className={classes.badge}>
      <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
      <span className="visually-hidden">{t('unread', { count: unread })}</span>
    </span>
  );
};
