import { Radio, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLOSE_CHOICES } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';
import { ComputerCard } from './computer-card.tsx';
import { useChange } from './use-change.ts';
import { useComputer, useComputerPreferences } from './use-computer.ts';

/** What closing the window does to the clinic that this computer hosts. */
export const ClosingCard = () => {
  const { t } = useTranslation('computerAlerts');
  const { platform } = useServices();
  const { bridge } = useComputer();
  const preferences = useComputerPreferences();
  const { change, failed } = useChange();
  /** There, a closed window never quits an app. Null while that is not known. */
  const [isMac, setIsMac] = useState<boolean | null>(null);
  useEffect(() => {
    let over = false;
    bridge.app.info().then(
      (info) => !over && setIsMac(info.platform === 'darwin'),
      () => !over && setIsMac(false),
    );
    return () => {
      over = true;
    };
  }, [bridge]);
  if (preferences === null || platform.host === null || isMac === null) return null;
  return (
    <ComputerCard title={t('closing.title')} failed={failed}>
      <Text>{t(isMac ? 'closing.mac' : 'closing.text')}</Text>
      {!isMac && (
        <Radio.Group
          value={preferences.onClose}
          aria-label={t('closing.title')}
          onChange={(value) => {
            const onClose = CLOSE_CHOICES.find((choice) => choice === value);
            if (onClose !== undefined) change({ onClose });
          }}
        >
          <Stack gap="xs">
            {CLOSE_CHOICES.map((choice) => (
              <Radio key={choice} value={choice} label={t(`closing.${choice}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Text c="dimmed" size="sm">
        {t('closing.hint')}
      </Text>
    </ComputerCard>
  );
};
