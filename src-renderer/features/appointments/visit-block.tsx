import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../../server/protocol/index.ts';
import { useAgendaFormat } from './agenda-format.ts';
import { endOf } from './agenda-visits.ts';
import { VisitStatus } from './visit-status.tsx';
import classes from './visit-block.module.css';

/** One appointment in the calendar; opens everything about it. */
export const VisitBlock = ({
  visit,
  overlaps,
  wide,
  onOpen,
}: {
  visit: Appointment;
  overlaps: boolean;
  /** A row of a list, and not a block of a grid. */
  wide?: boolean;
  onOpen: (id: string) => void;
}) => {
  const { t } = useTranslation('agenda');
  const format = useAgendaFormat();
  const span = format.span(visit.startsAt, endOf(visit));
  return (
    <button
      type="button"
      className={classes.block}
      data-status={visit.status}
      data-wide={wide === true || undefined}
      aria-haspopup="dialog"
      title={`${visit.patientName}, ${span}`}
      onClick={() => onOpen(visit.id)}
    >
      {/* The spaces part the words of the button's name. */}
      <span className={classes.name}>{visit.patientName}</span>{' '}
      <span className={`${classes.time ?? ''} tabular`}>{span}</span>{' '}
      <span className={classes.status}>
        <VisitStatus status={visit.status} />
      </span>{' '}
      {overlaps && <span className="visually-hidden">{t('overlapsSpoken')}</span>}
      {wide === true && visit.reason !== null && <span className={classes.reason}>{visit.reason}</span>}
    </button>
  );
};
