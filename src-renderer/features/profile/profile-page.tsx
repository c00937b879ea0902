import { Anchor, Button, Group, Title } from '@mantine/core';
import { ArrowLeft, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AccountTexts } from '../../i18n/account-texts.tsx';
import { useServices } from '../../services.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { AlertCards } from '../notifications/alert-cards.tsx';
import { PersonForm } from './person-form.tsx';
import { SecurityParts, WithProfile } from './profile-parts.tsx';
import classes from './profile.module.css';
import { SignOutDialog } from '../sign-out/sign-out-dialog.tsx';

const Page = () => {
  const { t } = useTranslation('profile');
  const { signOut } = useServices();
  return (
    <PatientShell>
      <div className={classes.page}>
        <Anchor component={Link} to="/" c="var(--app-accent)" className={classes.back ?? ''}>
          <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
          {t('backToVisits')}
        </Anchor>
        <Group justify="space-between">
          <Title order={1} size="h2">
            {t('title')}
          </Title>
          <Button
            variant="default"
            leftSection={<LogOut size={18} strokeWidth={1.75} aria-hidden />}
            onClick={signOut.begin}
          >
            {t('signOut')}
          </Button>
          <SignOutDialog />
        </Group>
        <WithProfile>
          {(profile, { set, reload }) => (
            <>
              <PersonForm profile={profile} onChanged={set} />
              <AlertCards profile={profile} onChanged={set} />
              <SecurityParts profile={profile} onChanged={() => void reload()} />
            </>
          )}
        </WithProfile>
      </div>
    </PatientShell>
  );
};

/** A patient's own account; doctors have the same in their settings. */
export const ProfilePage = () => (
  <AccountTexts>
    <Page />
  </AccountTexts>
);
