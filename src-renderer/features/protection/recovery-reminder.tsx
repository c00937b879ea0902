import { Button, Group } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { Reminder } from '../../ui/reminder.tsx';
import { useClinicKey } from './use-clinic-key.ts';

const PAGE = '/settings/hosting/protection';

const OnThisComputer = ({ desktop, host }: { desktop: AnteroomBridge; host: ClinicHost }) => {
  const { t } = useTranslation('protection');
  const { pathname } = useLocation();
  const { state, load } = useClinicKey(desktop.clinicKey, host, pathname === PAGE);
  if (state?.isReminderDue !== true || pathname === PAGE) return null;
  return (
    <Reminder icon={KeyRound} label={t('reminder.label')} text={t('reminder.text')}>
      <Group gap="sm">
        <Button component={Link} to={PAGE} size="sm">
          {t('reminder.open')}
        </Button>
        <Button variant="default" size="sm" onClick={() => void load(desktop.clinicKey.remindLater)}>
          {t('reminder.later')}
        </Button>
      </Group>
    </Reminder>
  );
};

/** To the administrator at the clinic's own computer, until somebody keeps the recovery key. */
export const RecoveryReminder = () => {
  const { platform } = useServices();
  const { user } = useSignedIn();
  if (!user.isAdmin || platform.desktop === null || platform.host === null) return null;
  return <OnThisComputer desktop={platform.desktop} host={platform.host} />;
};
