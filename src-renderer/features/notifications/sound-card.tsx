import { Button, Text } from '@mantine/core';
import { Volume2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PreferenceSwitch } from '../computer/preference-switch.tsx';
import { ProfileCard } from '../profile/profile-card.tsx';
import { playMessageSound } from './message-sound.ts';
import { useAlerts } from './use-alerts.ts';
import classes from './notifications.module.css';

const STEP = 10;

/** Whether a new message is heard, and how loud. */
export const SoundCard = () => {
  const { t } = useTranslation('notices');
  const { alerts, failed, change } = useAlerts();
  const id = useId();
  // While it is drawn along, nothing is stored.
  const [drawn, setDrawn] = useState<number | null>(null);
  const volume = drawn ?? alerts.volume;
  const settle = () => {
    if (drawn === null) return;
    change({ volume: drawn });
    setDrawn(null);
  };
  return (
    <ProfileCard title={t('alerts.title')}>
      <Text c="dimmed" size="sm">
        {t('alerts.device')}
      </Text>
      <PreferenceSwitch
        label={t('alerts.sound')}
        description={t('alerts.soundText')}
        checked={alerts.sound}
        onChange={(sound) => change({ sound })}
      />
      {alerts.sound && (
        <>
          <div className={classes.volume}>
            <label htmlFor={id}>{t('alerts.volume')}</label>
            <input
              id={id}
              type="range"
              min={STEP}
              max={100}
              step={STEP}
              value={volume}
              aria-valuetext={t('alerts.percent', { value: volume })}
              onChange={(event) => setDrawn(Number(event.currentTarget.value))}
              onPointerUp={settle}
              onKeyUp={settle}
              onBlur={settle}
            />
            <output htmlFor={id} aria-live="off">
              {t('alerts.percent', { value: volume })}
            </output>
          </div>
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            leftSection={<Volume2 size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => void playMessageSound(volume).catch(() => undefined)}
          >
            {t('alerts.try')}
          </Button>
        </>
      )}
      <Text size="sm" c="var(--app-danger)" role="status">
        {failed && t('alerts.failed')}
      </Text>
    </ProfileCard>
  );
};
