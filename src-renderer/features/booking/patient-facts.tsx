import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import classes from './booking.module.css';
import { regionalTag } from '../../i18n/format.ts';

/** What tells patients of the same name apart. */
export const PatientFacts = ({
  patient: { dateOfBirth, email },
}: {
  patient: Pick<PatientSummary, 'dateOfBirth' | 'email'>;
}) => {
  const { t, i18n } = useTranslation('booking');
  if (dateOfBirth === null && email === null) {
    return <span className={classes.facts}>{t('patient.noFacts')}</span>;
  }
  const locale = regionalTag(i18n.resolvedLanguage ?? 'en');
  // A date of birth has no time zone: it must not become the day before.
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <span className={classes.facts}>
      {dateOfBirth !== null && (
        <span>{t('patient.born', { date: format.format(new Date(dateOfBirth)) })}</span>
      )}
      <span>{email ?? t('patient.noEmail')}</span>
    </span>
  );
};
