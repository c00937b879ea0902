import { Button } from '@mantine/core';
import { CalendarPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment, PatientSummary } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { NewAppointmentDialog } from '../booking/new-appointment-dialog.tsx';
import { isPastVisit } from '../patients/patient-visits.tsx';
import classes from './patient-aside.module.css';

/** The next and the last appointment with this doctor, and the way to a new one. */
export const AsideVisits = ({
  patient,
  visits,
  now,
  onMade,
}: {
  patient: PatientSummary;
  /** By their start. */
  visits: readonly Appointment[];
  now: number;
  onMade: () => void;
}) => {
  const { t } = useTranslation(['patientAside', 'patients']);
  const format = useFormat();
  const [isBooking, setBooking] = useState(false);
  const preset = useMemo(() => ({ patientId: patient.id }), [patient.id]);
  const next = visits.find((visit) => !isPastVisit(visit, now));
  const last = visits.findLast((visit) => isPastVisit(visit, now));
  const isGoingOn = next !== undefined && next.status !== 'scheduled';
  return (
    <section aria-label={t('visits')}>
      <h3 className={classes.title}>{t('visits')}</h3>
      <dl className={classes.visits}>
        <dt>{t('next')}</dt>
        <dd>
          {next === undefined ? (
            <span className={classes.none}>{t('noNext')}</span>
          ) : (
            <>
              <Link
                to={`/rooms/${next.roomId}`}
                className={classes.link ?? ''}
                title={format.exact(next.startsAt)}
              >
                {format.dayAndTime(next.startsAt, now)}
              </Link>
              <span className={classes.none}>
                {isGoingOn ? t(`patients:visitStatus.${next.status}`) : format.relative(next.startsAt, now)}
              </span>
            </>
          )}
        </dd>
        <dt>{t('last')}</dt>
        <dd>
          {last === undefined ? (
            <span className={classes.none}>{t('noLast')}</span>
          ) : (
            <>
              <Link
                to={`/visits/${last.id}/summary`}
                className={classes.link ?? ''}
                title={format.exact(last.startsAt)}
              >
                {format.dayAndTime(last.startsAt, now)}
              </Link>
              <span className={classes.none}>{t(`patients:visitStatus.${last.status}`)}</span>
            </>
          )}
        </dd>
      </dl>
      <Button
        variant="default"
        size="xs"
        leftSection={<CalendarPlus size={16} strokeWidth={1.75} aria-hidden />}
        onClick={() => setBooking(true)}
      >
        {t('patients:detail.newAppointment')}
      </Button>
      <NewAppointmentDialog
        opened={isBooking}
        preset={preset}
        onClose={(roomId) => {
          setBooking(false);
          if (roomId !== null) onMade();
        }}
      />
    </section>
  );
};
