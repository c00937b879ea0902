import { useTranslation } from 'react-i18next';
import type { UserStatus } from '../../../server/protocol/index.ts';
import { useConnection } from '../../services.tsx';
import classes from './contact-list.module.css';

const SHOWN = {
  online: 'online',
  available: 'online',
  busy: 'busy',
  away: 'away',
  offline: 'offline',
} as const satisfies Record<UserStatus, string>;

/** A dot and a word: there, busy, away, not there. Without a connection nobody knows, and its place is empty. */
export const Presence = ({ status, dotOnly = false }: { status: UserStatus; dotOnly?: boolean }) => {
  const { t } = useTranslation('messages');
  const isKnown = useConnection().status === 'online';
  const shown = SHOWN[status];
  if (!isKnown) {
    return (
      <span className={classes.presence} data-unknown aria-hidden>
        <span className={classes.dot} />
      </span>
    );
  }
  return (
    <span className={classes.presence} data-status={shown} title={t(`presence.${shown}`)}>
      <span className={classes.dot} aria-hidden />
      <span className={dotOnly ? 'visually-hidden' : undefined}>{t(`presence.${shown}`)}</span>
    </span>
  );
};
