import { Badge, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFinalStatus, type Appointment } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './patient-page.module.css';

const DAY_MS = 24 * 3_600_000;

const COLORS: Partial<Record<Appointment['status'], string>> = {
  waiting: 'orange',
  admitted: 'teal',
  inCall: 'teal',
};

/** A planned visit that nobody came to is not a coming one any more, whether or not it was closed. */
export const isPastVisit = ({ status, startsAt }: Appointment, now: number): boolean =>
  isFinalStatus(status) || (status === 'scheduled' && Date.parse(startsAt) < now - DAY_MS);

const VisitList = ({ title, none, visits }: { title: string; none: string; visits: Appointment[] }) => {
  const { t } = useTranslation('patients');
  const format = useFormat();
  const titleId = useId();
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {title}
      </h2>
      {visits.length === 0 ? (
        <Text c="dimmed">{none}</Text>
      ) : (
        <ul className={classes.visits}>
          {visits.map((visit) => (
            <li key={visit.id} className={classes.visit}>
              {isFinalStatus(visit.status) ? (
                <span>{format.dayAndTime(visit.startsAt)}</span>
              ) : (
                <Link to={`/rooms/${visit.roomId}`} className={classes.visitLink ?? ''}>
                  {format.dayAndTime(visit.startsAt)}
                </Link>
              )}
              <Badge
                variant={COLORS[visit.status] === undefined ? 'default' : 'light'}
                tt="none"
                color={COLORS[visit.status] ?? 'gray'}
                c="var(--mantine-color-text)"
              >
                {t(`visitStatus.${visit.status}`)}
              </Badge>
              {visit.reason !== null && <span className={classes.reason}>{visit.reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** A patient's visits with this doctor: what comes, soonest first, and what was, latest first. */
export const PatientVisits = ({ visits, now }: { visits: readonly Appointment[]; now: number }) => {
  const { t } = useTranslation('patients');
  const upcoming = visits.filter((visit) => !isPastVisit(visit, now));
  const past = visits.filter((visit) => isPastVisit(visit, now)).toReversed();
  return (
    <div className={classes.columns}>
      <VisitList title={t('detail.upcoming')} none={t('detail.noUpcoming')} visits={upcoming} />
      <VisitList title={t('detail.past')} none={t('detail.noPast')} visits={past} />
    </div>
  );
};
