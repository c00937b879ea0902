import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { JoinedState } from '../../platform/platform.ts';
import { useServices } from '../../services.tsx';

const Notice = ({ joined }: { joined: JoinedState }) => {
  const { t } = useTranslation('join');
  if (useStore(joined.tokenKeeping) === 'safe') return null;
  return (
    <Text size="sm" c="dimmed">
      {t('keeping')}
    </Text>
  );
};

/** Says, before somebody signs in, that it will have to be done again where the system keeps no secrets. */
export const KeepingNotice = () => {
  const { platform } = useServices();
  return platform.joined === null ? null : <Notice joined={platform.joined} />;
};
