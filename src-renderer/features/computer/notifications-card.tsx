import { Button, Group, Text } from '@mantine/core';
import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NOTIFICATION_OUTCOMES } from '../../../src-preload/contract.ts';
import { ComputerCard } from './computer-card.tsx';
import { PreferenceSwitch } from './preference-switch.tsx';
import { useChange } from './use-change.ts';
import { useComputer, useComputerPreferences } from './use-computer.ts';

type Outcome = (typeof NOTIFICATION_OUTCOMES)[number];

/** What the system shows of an arrival while the doctor looks at something else. */
export const NotificationsCard = () => {
  const { t } = useTranslation('computerAlerts');
  const { bridge } = useComputer();
  const preferences = useComputerPreferences();
  const { change, failed } = useChange();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [testing, setTesting] = useState(false);
  if (preferences === null) return null;

  const test = async () => {
    setOutcome(null);
    setTesting(true);
    setOutcome(await bridge.attention.testNotification().catch((): Outcome => 'failed'));
    setTesting(false);
  };

  return (
    <ComputerCard title={t('notifications.title')} failed={failed}>
      <PreferenceSwitch
        label={t('notifications.show')}
        description={t('notifications.showText')}
        checked={preferences.notifications}
        onChange={(notifications) => change({ notifications })}
      />
      <PreferenceSwitch
        label={t('notifications.names')}
        description={t(preferences.names ? 'notifications.namesOn' : 'notifications.namesOff')}
        checked={preferences.names}
        onChange={(names) => change({ names })}
      />
      <Group gap="sm">
        <Button
          variant="default"
          loading={testing}
          leftSection={<BellRing size={18} strokeWidth={1.75} aria-hidden />}
          onClick={() => void test()}
        >
          {t('notifications.test')}
        </Button>
        <Text size="sm" c="dimmed" role="status" flex={1} miw={200}>
          {outcome !== null && t(`notifications.outcome.${outcome}`)}
        </Text>
      </Group>
    </ComputerCard>
  );
};
