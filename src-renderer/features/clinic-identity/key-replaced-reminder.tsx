import { Button } from '@mantine/core';
import { Fingerprint } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { Reminder } from '../../ui/reminder.tsx';
import { useCertificates } from '../hosting/use-certificates.ts';

const PAGE = '/settings/hosting/certificate';

const OnThisComputer = ({ bridge }: { bridge: AnteroomBridge['certificates'] }) => {
  const { t } = useTranslation('clinicIdentity');
  const { pathname } = useLocation();
  const { state } = useCertificates(bridge);
  if (state === null || state.keyReplacedAt === null || pathname === PAGE) return null;
  return (
    <Reminder icon={Fingerprint} label={t('reminder.label')} text={t('reminder.text')}>
      <Button component={Link} to={PAGE} size="sm">
        {t('reminder.open')}
      </Button>
    </Reminder>
  );
};

/** To the administrator at the clinic's own computer, until the invitations that name the old key were sent anew. */
export const KeyReplacedReminder = () => {
  const { platform } = useServices();
  const { user } = useSignedIn();
  const isOwn = (platform.joined?.current.getState().clinic ?? null) === null;
  if (!user.isAdmin || !isOwn || platform.desktop === null || platform.host === null) return null;
  return <OnThisComputer bridge={platform.desktop.certificates} />;
};
