import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useServices } from '../../services.tsx';

/** The way to invitations and to other clinics, for whoever is not signed in to this one; only in the app. */
export const OtherClinics = () => {
  const { t } = useTranslation('join');
  const { platform } = useServices();
  if (platform.desktop === null) return null;
  return (
    <Anchor component={Link} to="/join" size="sm" c="var(--app-accent)">
      {t('other')}
    </Anchor>
  );
};
