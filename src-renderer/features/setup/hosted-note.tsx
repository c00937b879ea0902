import { Alert, Button, Group, Text } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ClinicHost } from '../../platform/platform.ts';

/** The one that invitations would have without a word about it. */
const USUAL_PORT = '4000';

/** Above the set-up of a clinic that this computer has just begun to host: what was chosen, and the way back. */
export const HostedNote = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('setup');
  const state = useStore(host.state);
  if (state.status !== 'running') return null;
  const { port } = new URL(state.url);
  return (
    <Alert
      variant="light"
      color="green"
      role="status"
      icon={<CircleCheck size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Text c="var(--mantine-color-text)">
        {t('host.running')} {t('host.address', { url: state.publicUrl ?? state.url })}
      </Text>
      {port !== USUAL_PORT && (
        <Text c="var(--mantine-color-text)">{t('host.portTaken', { usual: USUAL_PORT, port })}</Text>
      )}
      <Group mt="xs">
        <Button variant="default" size="compact-sm" onClick={() => void host.stop().catch(() => undefined)}>
          {t('host.back')}
        </Button>
      </Group>
    </Alert>
  );
};
