import { useTranslation } from 'react-i18next';
import type { UserStatus } from '../../../server/protocol/index.ts';
import classes from './contact-list.module.css';

const SHOWN = {
  online: 'online',
  available: 'online',
  busy: 'busy',
  away: 'away',
  offline: 'offline',
} as const satisfies Record<UserStatus, string>;

/** A dot and a word: there, busy, away, not there. */
export const Presence = ({ status, dotOnly = false }: { status: UserStatus; dotOnly?: boolean }) => {
  const { t } = useTranslation('messages');
  const shown = SHOWN[status];
  return (
    <span className={classes.presence} data-status={shown} title={t(`presence.${shown}`)}>
      <span className={classes.dot} aria-hidden />
      <span className={dotOnly ? 'visually-hidden' : undefined}>{t(`presence.${shown}`)}</span>
    </span>
  );
};
