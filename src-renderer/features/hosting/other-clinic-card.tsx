import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from '../settings/settings-page.module.css';

/** The way to another clinic, and that nothing of this one is lost by it. */
export const OtherClinicCard = () => {
  const { t } = useTranslation('clinicPanel');
  return (
    <section className={classes.card} aria-label={t('other.title')}>
      <h2 className={classes.title}>{t('other.title')}</h2>
      <Text>{t('other.text')}</Text>
      <Anchor component={Link} to="/join" c="var(--app-accent)">
        {t('other.join')}
      </Anchor>
    </section>
  );
};
