import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { endOf } from './agenda-visits.ts';
import { useAgendaFormat } from './agenda-format.ts';
import { VisitStatus } from './visit-status.tsx';
import dayjs from 'dayjs';
import classes from './visit-panel.module.css';

/** What there is to know of an appointment. */
export const VisitFacts = ({ visit, others }: { visit: Appointment; others: readonly Appointment[] }) => {
  const { t } = useTranslation(['agenda', 'rooms']);
  const format = useFormat();
  const days = useAgendaFormat();
  const { invitation } = visit;
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t('panel.when')}</dt>
        <dd title={format.exact(visit.startsAt)}>
          {days.longDay(dayjs(visit.startsAt))}
          <br />
          <span className="tabular">{days.span(visit.startsAt, endOf(visit))}</span>
        </dd>
        {visit.movedFrom != null && (
          <>
            <dt>{t('panel.movedFrom')}</dt>
            <dd>{format.dayAndTime(visit.movedFrom)}</dd>
          </>
        )}
        <dt>{t('panel.status')}</dt>
        <dd>
          <VisitStatus status={visit.status} />
        </dd>
        {visit.reason !== null && (
          <>
            <dt>{t('panel.reason')}</dt>
            <dd>{visit.reason}</dd>
          </>
        )}
        {visit.closingMessage != null && (
          <>
            <dt>{t('panel.message')}</dt>
            <dd>{visit.closingMessage}</dd>
          </>
        )}
        {invitation != null && (
          <>
            <dt>{t('panel.invitation')}</dt>
            <dd>
              {invitation.lastOpenedAt === null
                ? t('rooms:invitation.unopened')
                : t('rooms:invitation.opened', {
                    count: invitation.openings,
                    max: invitation.maxOpenings,
                    when: format.dayAndTime(invitation.lastOpenedAt),
                  })}
            </dd>
          </>
        )}
      </dl>
      {others.length > 0 && (
        <p className={classes.overlaps}>
          {t('panel.overlaps', { names: others.map(({ patientName }) => patientName) })}
        </p>
      )}
    </>
  );
};
