import { useTranslation } from 'react-i18next';
import { useHoursFormat } from '../../i18n/format-hours.ts';
import { useClinic } from '../../services.tsx';
import { useNow } from '../../ui/use-now.ts';
import { openingAt } from './opening-hours.ts';
import classes from './patient-waiting-room-page.module.css';

/** When the clinic is open; nothing if it does not say. For patients who find nobody there. */
export const PatientOpening = () => {
  const { t } = useTranslation('patient');
  const format = useHoursFormat();
  const clinic = useClinic();
  const now = useNow(60_000);
  const opening = clinic === null ? null : openingAt(clinic.openingHours, clinic.timeZone, now);
  if (opening === null) return null;
  const isElsewhere = Intl.DateTimeFormat().resolvedOptions().timeZone !== clinic?.timeZone;
  return (
    <p className={classes.hint}>
      {opening.state === 'open'
        ? t('opening.open', { time: format.time(opening.until) })
        : opening.state === 'opensToday'
          ? t('opening.opensToday', { time: format.time(opening.at) })
          : t('opening.opensLater', {
              day: format.weekday(opening.day),
              time: format.time(opening.at),
            })}{' '}
      {isElsewhere && t('opening.zone', { zone: clinic?.timeZone?.replaceAll('_', ' ') })}
    </p>
  );
};
