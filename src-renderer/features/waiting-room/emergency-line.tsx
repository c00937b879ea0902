import { useTranslation } from 'react-i18next';
import { useClinic, useServices } from '../../services.tsx';
import { telephoneLink } from '../emergencies/phone-number.ts';
import classes from './emergency-line.module.css';

/** What to do if it cannot wait for a doctor; always there, never loud. */
export const EmergencyLine = () => {
  const { t } = useTranslation('patient');
  const { platform } = useServices();
  const number = useClinic()?.emergencyNumber ?? null;
  if (number === null) return <p className={classes.line}>{t('emergency.anywhere')}</p>;
  const text = t('emergency.number', { number });
  const link = platform.kind === 'web' ? telephoneLink(number) : null;
  return <p className={classes.line}>{link === null ? text : <a href={link}>{text}</a>}</p>;
};
