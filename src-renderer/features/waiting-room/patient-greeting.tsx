import { Skeleton } from '@mantine/core';
import { ArrowUpDown, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WaitingRoomState } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { Delayed } from '../../ui/delayed.tsx';
import classes from './patient-waiting-room-page.module.css';

/** Where the person is, who knows it, and what comes next. */
export const PatientGreeting = ({ room }: { room: WaitingRoomState | null }) => {
  const { t } = useTranslation(['patient', 'common']);
  const format = useFormat();
  if (room === null) {
    return (
      <header className={classes.greeting}>
        <h1 className={classes.title}>{t('title')}</h1>
        <div role="status" aria-label={t('entering')}>
          <Delayed>
            <Skeleton height={20} width="80%" mb={10} />
            <Skeleton height={20} width="55%" />
          </Delayed>
        </div>
      </header>
    );
  }
  const { appointment, doctorOnline, position } = room;
  const doctor = appointment.doctorName;
  const own = room.patients.find(({ userId }) => userId === appointment.patientId) ?? null;
  const held = appointment.status === 'waiting' && own?.heldAt != null;
  const seen = own?.acknowledgedAt != null;
  const place = position === null ? null : position === 1 ? t('next') : t('before', { count: position - 1 });
  return (
    <header className={classes.greeting}>
      <h1 className={classes.title}>{t('title')}</h1>
      <p className={classes.lead} role="status">
        {t('hello', { name: appointment.patientName })}{' '}
        {held ? t('held', { doctor }) : t(doctorOnline ? 'told' : 'notThere', { doctor })}{' '}
        {place !== null && <strong>{place}</strong>}
      </p>
      {position !== null && own?.reorderReason != null && (
        <p className={classes.reordered} role="status">
          <ArrowUpDown size={20} strokeWidth={1.75} aria-hidden />
          {t(`reordered.${own.reorderReason}`)}
        </p>
      )}
      <p className={classes.facts}>
        <span className={classes.presence} data-online={doctorOnline || undefined}>
          <span className={classes.dot} aria-hidden />
          {t(doctorOnline ? 'doctorOnline' : 'doctorOffline', { doctor })}
        </span>
        {seen && (
          <span className={classes.presence}>
            <Eye size={18} strokeWidth={1.75} aria-hidden />
            {t('seen')}
          </span>
        )}
        <span title={format.exact(appointment.startsAt)}>
          {t('appointment', { time: format.dayAndTime(appointment.startsAt) })}
        </span>
      </p>
    </header>
  );
};
