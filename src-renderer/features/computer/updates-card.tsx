import { Button, Group, Progress, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, UpdateState } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from '../settings/settings-page.module.css';
import own from './care-cards.module.css';

const CAN_LOOK: ReadonlySet<UpdateState['status']> = new Set(['idle', 'failed']);

/** Newer versions of the app: what is known, and what happens next. */
export const UpdatesCard = ({ bridge }: { bridge: Pick<AnteroomBridge, 'app' | 'updates'> }) => {
  const { t } = useTranslation('appCare');
  const format = useFormat();
  const titleId = useId();
  const [state, setState] = useState<UpdateState | null>(null);
  const [version, setVersion] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let current = true;
    bridge.updates.state().then(
      (now) => current && setState((pushed) => pushed ?? now),
      () => current && setFailed(true),
    );
    bridge.app.info().then(
      (info) => current && setVersion(info.version),
      () => undefined,
    );
    const end = bridge.updates.onChanged(setState);
    return () => {
      current = false;
      end();
    };
  }, [bridge]);

  const run = (action: () => Promise<UpdateState>) => () => {
    setFailed(false);
    action().then(setState, () => setFailed(true));
  };

  const words = (): string => {
    if (state === null) return '';
    switch (state.status) {
      case 'off':
        return t(`updates.off.${state.reason}`);
      case 'idle':
        return state.checkedAt === null
          ? t('updates.never')
          : `${t('updates.idle')} ${t('updates.checkedAt', { time: format.dayAndTime(state.checkedAt) })}`;
      case 'checking':
        return t('updates.checking');
      case 'available':
        return t('updates.available', { version: state.version });
      case 'downloading':
        return t('updates.downloading', { version: state.version, percent: state.percent });
      case 'ready':
        return t(state.restarts ? 'updates.restarts' : 'updates.ready', { version: state.version });
      case 'failed':
        return '';
    }
  };

  const notes = state !== null && 'notes' in state ? state.notes : '';
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('updates.title')}
      </h2>
      {version !== null && <Text>{t('updates.current', { version })}</Text>}
      <Text component="div" role="status" c="dimmed" size="sm">
        {words()}
      </Text>
      {state?.status === 'downloading' && <Progress value={state.percent} aria-hidden />}
      {state?.status === 'failed' && <ErrorNotice>{t(`updates.failure.${state.failure}`)}</ErrorNotice>}
      {failed && <ErrorNotice code="internal" />}
      {notes !== '' && (
        <details className={own.notes} open={state?.status === 'ready'}>
          <summary>{t('updates.notes')}</summary>
          <p className={own.notesText}>{notes}</p>
        </details>
      )}
      <Group className={own.actions ?? ''}>
        {state !== null && CAN_LOOK.has(state.status) && (
          <Button variant="default" onClick={run(bridge.updates.check)}>
            {t('updates.check')}
          </Button>
        )}
        {state?.status === 'ready' && !state.restarts && (
          <Button onClick={run(bridge.updates.install)}>{t('updates.install')}</Button>
        )}
        {state?.status === 'ready' && state.restarts && (
          <Button variant="default" onClick={run(bridge.updates.postpone)}>
            {t('updates.postpone')}
          </Button>
        )}
      </Group>
    </section>
  );
};
