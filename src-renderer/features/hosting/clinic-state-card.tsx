import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { TechnicalDetail } from '../../shell/technical-detail.tsx';
import classes from '../settings/settings-page.module.css';

/** State of the clinic that this computer hosts, with start and stop. */
export const ClinicStateCard = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('hosting');
  const state = useStore(host.state);
  const [refused, setRefused] = useState(false);
  const running = state.status === 'running';
  const changing = state.status === 'starting' || state.status === 'restarting';

  const toggle = () => {
    setRefused(false);
    (running || changing ? host.stop() : host.start()).catch(() => setRefused(true));
  };

  return (
    <section className={classes.card} aria-label={t('state.title')}>
      <h2 className={classes.title}>{t('state.title')}</h2>
      <Group justify="space-between">
        <div role="status">
          <Text>{t(`state.${state.status}`)}</Text>
          {running && (
            <Text c="dimmed" size="sm">
              {state.url}
            </Text>
          )}
        </div>
        <Button variant="default" onClick={toggle}>
          {t(running || changing ? 'state.stop' : 'state.start')}
        </Button>
      </Group>
      {state.status === 'failed' && (
        <ErrorNotice>
          {t('state.repair')}
          <TechnicalDetail>{state.cause}</TechnicalDetail>
        </ErrorNotice>
      )}
      {refused && <ErrorNotice code="internal" />}
    </section>
  );
};
