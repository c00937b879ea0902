import { Alert, Button, Group, Text } from '@mantine/core';
import { Fingerprint } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { useCertificates } from '../hosting/use-certificates.ts';
import classes from './clinic-identity.module.css';

const PAGE = '/settings/hosting/certificate';

const Reminder = ({ bridge }: { bridge: AnteroomBridge['certificates'] }) => {
  const { t } = useTranslation('clinicIdentity');
  const { pathname } = useLocation();
  const { state } = useCertificates(bridge);
  if (state === null || state.keyReplacedAt === null || pathname === PAGE) return null;
  return (
    <Alert
      className={classes.reminder ?? ''}
      variant="light"
      color="orange"
      role="region"
      aria-label={t('reminder.label')}
      icon={<Fingerprint size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text flex={1} miw={200} c="var(--mantine-color-text)">
          {t('reminder.text')}
        </Text>
        <Button component={Link} to={PAGE} size="sm">
          {t('reminder.open')}
        </Button>
      </Group>
    </Alert>
  );
};

/** To the administrator at the clinic's own computer, until the invitations that name the old key were sent anew. */
export const KeyReplacedReminder = () => {
  const { platform } = useServices();
  const { user } = useSignedIn();
  const isOwn = (platform.joined?.current.getState().clinic ?? null) === null;
  if (!user.isAdmin || !isOwn || platform.desktop === null || platform.host === null) return null;
  return <Reminder bridge={platform.desktop.certificates} />;
};
