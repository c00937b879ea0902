import { NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  EMERGENCY_TEXT_FOR,
  EMERGENCY_UNSEEN_SECONDS,
  type ClinicSettings,
  type EmergencyTextFor,
} from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import page from './settings-page.module.css';

type Value = Pick<ClinicSettings, 'emergencyTextFor' | 'emergencyUnseenSeconds'>;

const { least, usual, most } = EMERGENCY_UNSEEN_SECONDS;
/** Seconds that a clinic may want; any other between the least and the most stays as it is. */
const OFFERED = [least, 30, usual, 120, 180, 300, 600, most];

/** Who reads what a patient in an emergency has written, and how long the patient waits to be seen. */
export const EmergencyFields = ({
  value: { emergencyTextFor = 'all', emergencyUnseenSeconds = usual },
  onChange,
}: {
  value: Value;
  onChange: (changes: Value) => void;
}) => {
  const { t } = useTranslation('clinicSettings');
  const format = useFormat();
  const seconds = [...new Set([...OFFERED, emergencyUnseenSeconds])].toSorted((one, next) => one - next);
  return (
    <section className={page.card} aria-label={t('emergencies.title')}>
      <h2 className={page.title}>{t('emergencies.title')}</h2>
      <Text size="sm" c="dimmed">
        {t('emergencies.explain')}
      </Text>
      <NativeSelect
        label={t('emergencies.textFor')}
        description={t(`emergencies.textForHint.${emergencyTextFor}`)}
        value={emergencyTextFor}
        data={EMERGENCY_TEXT_FOR.map((whom) => ({
          value: whom,
          label: t(`emergencies.textForWhom.${whom}`),
        }))}
        onChange={({ currentTarget }) =>
          // The options are these alone.
          onChange({ emergencyTextFor: currentTarget.value as EmergencyTextFor })
        }
      />
      <NativeSelect
        label={t('emergencies.unseen')}
        description={t('emergencies.unseenHint')}
        value={String(emergencyUnseenSeconds)}
        data={seconds.map((count) => ({
          value: String(count),
          label: format.spokenDuration(count * 1000),
        }))}
        onChange={({ currentTarget }) => onChange({ emergencyUnseenSeconds: Number(currentTarget.value) })}
      />
    </section>
  );
};
