import { useTranslation } from 'react-i18next';
import { useClinic, useServices } from '../../services.tsx';
import classes from './emergency-line.module.css';

/** What a telephone can dial as it stands. */
const DIALLABLE = /^\+?[\d ()-]+$/;

/** What to do if it cannot wait for a doctor; always there, never loud. */
export const EmergencyLine = () => {
  const { t } = useTranslation('patient');
  const { platform } = useServices();
  const number = useClinic()?.emergencyNumber ?? null;
  if (number === null) return <p className={classes.line}>{t('emergency.anywhere')}</p>;
  const text = t('emergency.number', { number });
  return (
    <p className={classes.line}>
      {platform.kind === 'web' && DIALLABLE.test(number) ? (
        <a href={`tel:${number.replaceAll(/[^\d+]/g, '')}`}>{text}</a>
      ) : (
        text
      )}
    </p>
  );
};
