import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { ComputerCard } from './computer-card.tsx';
import type { ComputerAudience } from './computer-cards.tsx';
import { PreferenceSwitch } from './preference-switch.tsx';
import { useChange } from './use-change.ts';
import { useComputerPreferences } from './use-computer.ts';

/** When this computer does not go to sleep, and when it does in spite of everything. */
export const AwakeCard = ({ audience }: { audience: ComputerAudience }) => {
  const { t } = useTranslation('computer');
  const { platform } = useServices();
  const preferences = useComputerPreferences();
  const { change, failed } = useChange();
  if (preferences === null) return null;
  return (
    <ComputerCard title={t('awake.title')} failed={failed}>
      <Text>{t(`awake.${audience}`)}</Text>
      {audience === 'doctor' && platform.host !== null && (
        <PreferenceSwitch
          label={t('awake.hosting')}
          description={t(preferences.awakeWhileHosting ? 'awake.hostingOn' : 'awake.hostingOff')}
          checked={preferences.awakeWhileHosting}
          onChange={(awakeWhileHosting) => change({ awakeWhileHosting })}
        />
      )}
      <Text c="dimmed" size="sm">
        {t('awake.lid')}
      </Text>
    </ComputerCard>
  );
};
