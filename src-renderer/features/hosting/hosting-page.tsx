import { Anchor, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { DoctorTexts } from '../../i18n/doctor-texts.tsx';
import { useServices } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { ClinicPanel } from './clinic-panel.tsx';
import panel from './clinic-panel.module.css';

const PageContent = () => {
  const { t } = useTranslation('clinicPanel');
  return (
    <main className={panel.alone}>
      <Anchor component={Link} to="/" c="var(--app-accent)">
        {t('page.back')}
      </Anchor>
      <Title order={1} size="h2">
        {t('page.title')}
      </Title>
      <ClinicPanel />
    </main>
  );
};

/** `/hosting`: the clinic panel for whoever sits at this computer, also where the clinic does not start. */
export const HostingPage = () => {
  const { platform } = useServices();
  if (platform.host === null) return <Navigate to="/" replace />;
  return (
    <EntryFrame>
      <DoctorTexts>
        <PageContent />
      </DoctorTexts>
    </EntryFrame>
  );
};
