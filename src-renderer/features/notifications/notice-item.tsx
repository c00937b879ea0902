import { CalendarClock, CalendarPlus, CalendarX, MessageSquare, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import type { Notification, NotificationKind, Role } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { noticePath } from './notice-path.ts';
import classes from './notifications.module.css';

const ICONS = {
  message: MessageSquare,
  'appointment-created': CalendarPlus,
  'appointment-moved': CalendarClock,
  'appointment-cancelled': CalendarX,
  emergency: Siren,
} as const satisfies Record<NotificationKind, unknown>;

/** One thing that somebody is notified of; it opens what it is about. */
export const NoticeItem = ({
  notice,
  role,
  onOpen,
}: {
  notice: Notification;
  role: Role;
  onOpen: (notice: Notification) => void;
}) => {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const { conversations } = useServices();
  const { kind, count, isRead, createdAt, other } = notice;
  const Icon = ICONS[kind];
  const isRelated = useStore(
    conversations.state,
    ({ list }) => list === null || list.some(({ otherUser }) => otherUser._id === other.id),
  );
  return (
    <Link
      to={noticePath(role, notice, isRelated)}
      className={classes.item}
      data-kind={kind}
      data-unread={!isRead || undefined}
      onClick={() => onOpen(notice)}
    >
      <span className={classes.icon} aria-hidden>
        <Icon size={18} strokeWidth={1.75} />
      </span>
      <span className={classes.words}>{t(`kind.${kind}`, { count, name: other.fullname })}</span>
      <time dateTime={createdAt} title={format.exact(createdAt)}>
        {format.time(createdAt)}
      </time>
      <span className={classes.mark}>
        {!isRead && <span className="visually-hidden">{t('isUnread')}</span>}
      </span>
    </Link>
  );
};
