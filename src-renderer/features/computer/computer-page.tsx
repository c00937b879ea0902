import { Anchor, Title } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { useServices, useSession } from '../../services.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import profile from '../profile/profile.module.css';
import { ComputerCards } from './computer-cards.tsx';

/** Settings → This computer. */
export const ComputerSettings = () => {
  const { computer } = useServices();
  return computer === null ? <Navigate to="/settings" replace /> : <ComputerCards audience="doctor" />;
};

/** `/computer`: the same for patients, and while nobody is signed in. */
export const ComputerPage = () => {
  const { t } = useTranslation('computer');
  const { computer } = useServices();
  const session = useSession();
  if (computer === null) return <Navigate to="/" replace />;
  if (session.status === 'signedIn' && session.user.role === 'doctor') {
    return <Navigate to="/settings/computer" replace />;
  }
  return (
    <PatientShell connection={session.status === 'signedIn'}>
      <div className={profile.page}>
        <Anchor component={Link} to="/" c="var(--app-accent)" className={profile.back ?? ''}>
          <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
          {t('back')}
        </Anchor>
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <ComputerCards audience="patient" />
      </div>
    </PatientShell>
  );
};
