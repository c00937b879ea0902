import { Skeleton } from '@mantine/core';
import type { TFunction } from 'i18next';
import { ArrowUpDown, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ExpectedWait, WaitingRoomState } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection } from '../../services.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { PatientOpening } from './patient-opening.tsx';
import { PatientMoved } from './patient-moved.tsx';
import classes from './patient-waiting-room-page.module.css';

/** From here on, minutes are no help. */
const HOURS_FROM_MINUTES = 120;

const waitWords = (t: TFunction<['patient', 'common']>, { fromMinutes, toMinutes }: ExpectedWait): string => {
  if (fromMinutes >= HOURS_FROM_MINUTES) return t('wait.hours', { count: Math.floor(fromMinutes / 60) });
  if (fromMinutes === 0) return t('wait.within', { count: toMinutes });
  return t('wait.range', { from: fromMinutes, count: toMinutes });
};

/** Where the person is, who knows it, and what comes next. */
export const PatientGreeting = ({ room }: { room: WaitingRoomState | null }) => {
  const { t } = useTranslation(['patient', 'common']);
  const format = useFormat();
  const isOnline = useConnection().status === 'online';
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
  // What the clinic said last of the doctor may have changed since; null is what it does not tell.
  const isThere = isOnline ? doctorOnline : null;
  const doctor = appointment.doctorName;
  const own = room.patients.find(({ userId }) => userId === appointment.patientId) ?? null;
  const held = appointment.status === 'waiting' && own?.heldAt != null;
  const seen = own?.acknowledgedAt != null;
  const place = position === null ? null : position === 1 ? t('next') : t('before', { count: position - 1 });
  // Nobody knows when a doctor comes who is not there.
  const wait =
    !isOnline || doctorOnline === false || room.expectedWait == null ? null : waitWords(t, room.expectedWait);
  return (
    <header className={classes.greeting}>
      <h1 className={classes.title}>{t('title')}</h1>
      <p className={classes.lead} role="status">
        {t('hello', { name: appointment.patientName })}{' '}
        {held
          ? t('held', { doctor })
          : isThere === null
            ? t('known')
            : t(isThere ? 'told' : 'notThere', { doctor })}{' '}
        {place !== null && <strong>{place}</strong>} {wait !== null && <strong>{wait}</strong>}
      </p>
      {isOnline && doctorOnline !== true && <PatientOpening />}
      {position !== null && own?.reorderReason != null && (
        <p className={classes.reordered} role="status">
          <ArrowUpDown size={20} strokeWidth={1.75} aria-hidden />
          {t(`reordered.${own.reorderReason}`)}
        </p>
      )}
      <PatientMoved appointment={appointment} />
      <p className={classes.facts}>
        {doctorOnline !== null && (
          <span className={classes.presence} data-online={isThere === true || undefined}>
            <span className={classes.dot} aria-hidden />
            {t(isThere === null ? 'doctorUnknown' : isThere ? 'doctorOnline' : 'doctorOffline', { doctor })}
          </span>
        )}
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
