import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useNow } from '../../ui/use-now.ts';
import type { RoomView } from '../waiting-room/room-store.ts';
import type { Quality } from './connection-quality.ts';
import { QualityBadge } from './quality-badge.tsx';
import classes from './consultation-page.module.css';

/** Who is in the call, and since when by the server's clock: a reload does not start it anew. */
export const CallHeader = ({
  name,
  room,
  quality,
  children,
}: {
  name: string;
  room: RoomView | undefined;
  /** Null while there is nothing to judge. */
  quality: Quality | null;
  /** At the end of the line. */
  children: ReactNode;
}) => {
  const { t } = useTranslation('consultation');
  const format = useFormat();
  const now = useNow();
  const startedAt = room?.room?.appointment.startedAt ?? null;
  const elapsed = startedAt === null ? null : now + (room?.clockOffset ?? 0) - Date.parse(startedAt);
  return (
    <header className={classes.header}>
      <h1 className={classes.name} title={name}>
        {name}
      </h1>
      {elapsed !== null && (
        <span
          className={`${classes.timer ?? ''} tabular`}
          role="timer"
          title={t('timer', { duration: format.spokenDuration(elapsed) })}
        >
          {format.clock(elapsed)}
        </span>
      )}
      <div className={classes.headerEnd}>
        {quality !== null && <QualityBadge quality={quality} />}
        {children}
      </div>
    </header>
  );
};
