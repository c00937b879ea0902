import { Skeleton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { AwakeCard } from './awake-card.tsx';
import { DiagnosticsSection, UpdatesSection } from './care-cards.tsx';
import { ClosingCard } from './closing-card.tsx';
import { NotificationsCard } from './notifications-card.tsx';
import { RingerCard } from './ringer-card.tsx';
import { useComputer, useComputerPreferences } from './use-computer.ts';

/** Whose page it is: what only doctors need, patients never see. */
export type ComputerAudience = 'doctor' | 'patient';

/** In their order on the page. A new card is a component and one line here. */
const CARDS = [
  { id: 'notifications', doctorsOnly: true, Card: NotificationsCard },
  { id: 'ringer', doctorsOnly: true, Card: RingerCard },
  { id: 'closing', doctorsOnly: true, Card: ClosingCard },
  { id: 'awake', doctorsOnly: false, Card: AwakeCard },
  { id: 'updates', doctorsOnly: false, Card: UpdatesSection },
  { id: 'diagnostics', doctorsOnly: false, Card: DiagnosticsSection },
] as const;

/** Everything about this computer that is not about the clinic. */
export const ComputerCards = ({ audience }: { audience: ComputerAudience }) => {
  const { t } = useTranslation(['computer', 'common']);
  const computer = useComputer();
  const isLoaded = useComputerPreferences() !== null;
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    computer.load().catch(() => setFailed(true));
  }, [computer]);
  useEffect(() => {
    computer.load().catch(() => setFailed(true));
  }, [computer]);
  if (!isLoaded) {
    return failed ? (
      <ErrorNotice onRetry={load}>{t('loadFailed')}</ErrorNotice>
    ) : (
      <Delayed>
        <Skeleton height={180} radius="lg" role="status" aria-label={t('common:loading')} />
      </Delayed>
    );
  }
  return CARDS.filter(({ doctorsOnly }) => !doctorsOnly || audience === 'doctor').map(({ id, Card }) => (
    <Card key={id} audience={audience} />
  ));
};
