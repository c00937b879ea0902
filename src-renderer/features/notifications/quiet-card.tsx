import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useNow } from '../../ui/use-now.ts';
import { PreferenceSwitch } from '../computer/preference-switch.tsx';
import { ProfileCard } from '../profile/profile-card.tsx';
import { isQuiet } from './quiet-hours.ts';
import { useAlerts } from './use-alerts.ts';
import classes from './notifications.module.css';

const LOOK_MS = 30_000;

/** "22:00" as a moment of any day, to be written as the language does. */
const momentOf = (time: string): Date => new Date(`2000-01-01T${time}:00`);

/** Hours of every day in which messages are quiet on this device. */
export const QuietCard = ({ role }: { role: Role }) => {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const now = useNow(LOOK_MS);
  const { alerts, failed, change } = useAlerts();
  const { quiet } = alerts;
  // What is half typed is no time yet.
  const [typed, setTyped] = useState<{ from?: string; to?: string }>({});
  const set = (side: 'from' | 'to', value: string) => {
    setTyped((before) => ({ ...before, [side]: value }));
    if (value !== '') change({ quiet: { ...quiet, [side]: value } });
  };
  const field = (side: 'from' | 'to') => (
    <TextInput
      type="time"
      required
      withAsterisk={false}
      label={t(`quiet.${side}`)}
      value={typed[side] ?? quiet[side]}
      onChange={(event) => set(side, event.currentTarget.value)}
      onBlur={() => setTyped(({ [side]: _, ...others }) => others)}
    />
  );
  return (
    <ProfileCard title={t('quiet.title')}>
      <PreferenceSwitch
        label={t('quiet.on')}
        description={t('quiet.onText')}
        checked={quiet.on}
        onChange={(on) => change({ quiet: { ...quiet, on } })}
      />
      {quiet.on && (
        <>
          <div className={classes.hours}>
            {field('from')}
            {field('to')}
          </div>
          <Text size="sm" role="status">
            {quiet.from === quiet.to
              ? t('quiet.same')
              : [
                  ...(quiet.from > quiet.to
                    ? [t('quiet.overnight', { time: format.time(momentOf(quiet.to)) })]
                    : []),
                  ...(isQuiet(quiet, new Date(now)) ? [t('quiet.now')] : []),
                ].join(' ')}
          </Text>
        </>
      )}
      <Text size="sm" c="dimmed">
        {t(`quiet.through.${role}`)}
      </Text>
      <Text size="sm" c="var(--app-danger)" role="status">
        {failed && t('alerts.failed')}
      </Text>
    </ProfileCard>
  );
};
