import { Text } from '@mantine/core';
import { CircleStop, Clock, DoorOpen, Siren, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Consequence } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './consequence-list.module.css';
import { useComputer } from './use-computer.ts';

const ICONS = {
  'call-ends': Video,
  'wait-ends': Clock,
  'patients-in-call': Video,
  'patients-waiting': DoorOpen,
  'emergencies-open': Siren,
  'clinic-stops': CircleStop,
} as const;

/** So many names are read at a glance. */
const MOST_NAMES = 5;

const ConsequenceLine = ({ consequence }: { consequence: Consequence }) => {
  const { t } = useTranslation('computer');
  const format = useFormat();
  const { attention } = useComputer();
  const Icon = ICONS[consequence.kind];
  const count = 'count' in consequence ? consequence.count : 0;
  const names =
    consequence.kind === 'patients-waiting'
      ? attention
          .current()
          .waiting.slice(0, MOST_NAMES)
          .map(({ label }) => label)
      : [];
  return (
    <li className={classes.consequence}>
      <Icon size={20} strokeWidth={1.75} aria-hidden />
      <div>
        <Text>{t(`leaving.consequence.${consequence.kind}`, { count })}</Text>
        {names.length > 0 && (
          <Text c="dimmed" size="sm">
            {format.list(names)}
            {count > names.length && ` ${t('leaving.more', { count: count - names.length })}`}
          </Text>
        )}
      </div>
    </li>
  );
};

/** Who would lose what, as the interlock knows it; the names are those that this page knows. */
export const ConsequenceList = ({ consequences }: { consequences: readonly Consequence[] }) => (
  <ul className={classes.consequences}>
    {consequences.map((consequence) => (
      <ConsequenceLine key={consequence.kind} consequence={consequence} />
    ))}
  </ul>
);
