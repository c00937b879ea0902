import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { Unplug, Volume2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { ComputerCard } from './computer-card.tsx';
import { ownDevices } from './ringer.ts';
import { useChange } from './use-change.ts';
import { useComputerPreferences } from './use-computer.ts';
import { useRing, useRinger } from './use-ringer.ts';

const SYSTEM = '';

/** The device on which arrivals ring: a loudspeaker on the desk, while the headset is for the calls. */
export const RingerCard = () => {
  const { t } = useTranslation('computerAlerts');
  const { media } = useServices();
  const preferences = useComputerPreferences();
  const ringer = useRinger();
  const ring = useRing();
  const { change, failed } = useChange();
  const speakers = ownDevices(useStore(media.state, ({ available }) => available.speaker));
  const [state, setState] = useState<'quiet' | 'ringing' | 'failed'>('quiet');
  const hintId = useId();
  useEffect(() => void media.refreshDevices(), [media]);
  if (preferences === null || ringer === null) return null;
  const chosen = preferences.ringer;

  const test = async () => {
    setState('ringing');
    setState(
      await ring(1).then(
        () => 'quiet' as const,
        () => 'failed' as const,
      ),
    );
  };
  const choose = (deviceId: string) => {
    const device = speakers.find((speaker) => speaker.deviceId === deviceId);
    change({ ringer: device === undefined ? null : { deviceId, label: device.label } });
  };

  return (
    <ComputerCard title={t('ringer.title')} failed={failed}>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          flex={1}
          miw={220}
          label={t('ringer.device')}
          aria-describedby={hintId}
          value={ringer.kind === 'device' ? ringer.deviceId : ringer.kind === 'gone' ? 'gone' : SYSTEM}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value={SYSTEM}>{t('ringer.system')}</option>
          {speakers.map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
          {ringer.kind === 'gone' && (
            <option value="gone" disabled>
              {t('ringer.notConnected', { device: ringer.label })}
            </option>
          )}
          {ringer.kind === 'device' && !speakers.some(({ deviceId }) => deviceId === ringer.deviceId) && (
            <option value={ringer.deviceId}>{chosen?.label}</option>
          )}
        </NativeSelect>
        <Button
          variant="default"
          loading={state === 'ringing'}
          leftSection={<Volume2 size={18} strokeWidth={1.75} aria-hidden />}
          onClick={() => void test()}
        >
          {t('ringer.test')}
        </Button>
      </Group>
      <div role="status">
        {ringer.kind === 'gone' && (
          <Alert
            color="orange"
            variant="light"
            c="var(--mantine-color-text)"
            icon={<Unplug size={20} strokeWidth={1.75} aria-hidden />}
          >
            {t('ringer.gone', { device: ringer.label })}
          </Alert>
        )}
        {state === 'failed' && <Text size="sm">{t('ringer.failed')}</Text>}
      </div>
      <Text c="dimmed" size="sm" id={hintId}>
        {t('ringer.hint')}
      </Text>
    </ComputerCard>
  );
};
