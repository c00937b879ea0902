import { Skeleton, Switch, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, AutostartState } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';
import { Delayed } from '../../ui/delayed.tsx';
import classes from '../settings/settings-page.module.css';

/** Whether the clinic is there when the computer is. */
export const AutostartCard = ({ autostart }: { autostart: AnteroomBridge['autostart'] }) => {
  const { t } = useTranslation(['clinicPanel', 'common']);
  const [state, setState] = useState<AutostartState | null>(null);
  const [failed, setFailed] = useState(false);

  const take = useCallback((answer: Promise<AutostartState>): Promise<void> => {
    setFailed(false);
    return answer.then(setState, () => setFailed(true));
  }, []);
  useLoaded(useCallback(() => take(autostart.state()), [take, autostart]));

  return (
    <section className={classes.card} aria-label={t('autostart.title')}>
      <h2 className={classes.title}>{t('autostart.title')}</h2>
      {state === null && !failed && (
        <Delayed>
          <Skeleton height={24} role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {state === 'unsupported' && <Text c="dimmed">{t('autostart.unsupported')}</Text>}
      {state !== null && state !== 'unsupported' && (
        <Switch
          label={t('autostart.label')}
          description={t('autostart.text')}
          checked={state !== 'off'}
          onChange={({ currentTarget: { checked } }) => void take(autostart.set({ enabled: checked }))}
        />
      )}
      {state === 'blocked' && <Text role="status">{t('autostart.blocked')}</Text>}
      {failed && <ErrorNotice>{t('autostart.failed')}</ErrorNotice>}
    </section>
  );
};
