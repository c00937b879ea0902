import { Text, Title } from '@mantine/core';
import { CircleCheck, CircleMinus, CircleQuestionMark, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WaitingPatient } from '../../../server/protocol/index.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { deviceLines } from './device-summary.ts';
import classes from './room-details.module.css';

const ICONS = {
  passed: CircleCheck,
  failed: CircleX,
  skipped: CircleMinus,
  unknown: CircleQuestionMark,
} as const;

/** What the patient's device test found. */
export const DeviceCard = ({ patient }: { patient: WaitingPatient }) => {
  const { t } = useTranslation('rooms');
  const narrow = useNarrow();
  const lines = deviceLines(patient.deviceTestResults);
  return (
    <section className={classes.card} aria-label={t('devices.title')}>
      <Title order={narrow ? 2 : 3} className={classes.cardTitle ?? ''}>
        {t('devices.title')}
      </Title>
      {lines.length === 0 ? (
        <Text c="dimmed">{t(patient.deviceTestCompleted ? 'devices.noDetails' : 'devices.untested')}</Text>
      ) : (
        <ul className={classes.devices}>
          {lines.map(({ part, outcome, detail }) => {
            const Icon = ICONS[outcome];
            return (
              <li key={part} className={classes.device}>
                <Icon size={18} strokeWidth={1.75} className={classes[outcome] ?? ''} aria-hidden />
                <span>
                  {t(`devices.${part}`)}: {t(`devices.outcome.${outcome}`)}
                </span>
                {detail !== null && (
                  <span className={classes.detail} title={detail}>
                    {detail}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
};
