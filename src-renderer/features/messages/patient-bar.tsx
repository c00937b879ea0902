import { Anchor } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './messages-page.module.css';

/** The way back to the patient's visits. */
export const PatientBar = () => {
  const { t } = useTranslation('messages');
  return (
    <Anchor component={Link} to="/" c="var(--app-accent)" className={classes.backToVisits ?? ''}>
      <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
      {t('backToVisits')}
    </Anchor>
  );
};
