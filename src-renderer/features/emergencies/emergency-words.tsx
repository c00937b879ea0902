import { useTranslation } from 'react-i18next';
import type { EmergencyAlert } from '../../../server/protocol/index.ts';
import { harmless } from '../../ui/harmless.ts';
import classes from './emergency-banner.module.css';

/** What a patient who needs help wrote last, or why it is not there. */
export const EmergencyWords = ({ alert: { message, textHidden } }: { alert: EmergencyAlert }) => {
  const { t } = useTranslation('emergencyAlerts');
  if (textHidden) return <p className={classes.hint}>{t('hidden')}</p>;
  if (message === '') return <p className={classes.hint}>{t('deleted')}</p>;
  return (
    <blockquote className={classes.words} dir="auto" title={harmless(message)}>
      {harmless(message)}
    </blockquote>
  );
};
