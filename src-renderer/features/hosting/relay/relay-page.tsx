import { Alert, Skeleton, Text } from '@mantine/core';
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, RelayState } from '../../../../src-preload/contract.ts';
import { useServices } from '../../../services.tsx';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { Delayed } from '../../../ui/delayed.tsx';
import classes from '../../settings/settings-page.module.css';
import { RelayForm } from './relay-form.tsx';
import { RelayTestCard } from './relay-test-card.tsx';
import own from './relay.module.css';
import { useRelay, useRelayTest } from './use-relay.ts';

/** Whether the clinic lets calls go through a relay alone; false as long as nobody can tell. */
const useRelayOnly = (): boolean => {
  const { rest, platform } = useServices();
  // Another clinic's settings say nothing of the one on this computer; a change of clinic opens another window.
  const isOwn = (platform.joined?.current.getState().clinic ?? null) === null;
  const [relayOnly, setRelayOnly] = useState(false);
  useEffect(() => {
    if (!isOwn) return undefined;
    let isCurrent = true;
    rest.call('clinicSettings').then(
      ({ data }) => {
        if (isCurrent) setRelayOnly(data.settings.relayOnly);
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [rest, isOwn]);
  return relayOnly;
};

const Warning = ({ children }: { children: ReactNode }) => (
  <Alert color="orange" variant="light" icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}>
    <Text c="var(--mantine-color-text)">{children}</Text>
  </Alert>
);

/** What the clinic has, and what that means for calls. */
const AboutCard = ({ state }: { state: RelayState }) => {
  const { t } = useTranslation('relay');
  const titleId = useId();
  const relayOnly = useRelayOnly();
  const hasTurn = state.addresses.some((address) => /^turns?:/.test(address));
  const isWithoutSecret = hasTurn && state.secret !== 'kept';
  const kind = hasTurn ? 'relay' : state.addresses.length > 0 ? 'stun' : 'none';
  const Icon = kind === 'relay' ? CircleCheck : Info;
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('title')}
      </h2>
      {isWithoutSecret ? (
        <Warning>{t('about.unreadable')}</Warning>
      ) : (
        <div className={own.state} data-kind={kind} role="status">
          <Icon size={24} strokeWidth={1.75} aria-hidden />
          <Text fw={600}>{t(`about.${kind}`)}</Text>
        </div>
      )}
      {relayOnly && !hasTurn && <Warning>{t('about.relayOnly')}</Warning>}
      {!hasTurn && (
        <>
          <Text className={own.text ?? ''}>{t('about.text')}</Text>
          <ul className={own.ways}>
            <li>{t('about.same')}</li>
            <li>{t('about.home')}</li>
            <li>{t('about.strict')}</li>
          </ul>
          <Text c="dimmed" className={own.text ?? ''}>
            {t('about.where')}
          </Text>
        </>
      )}
    </section>
  );
};

const RelayCards = ({ bridge }: { bridge: AnteroomBridge['relay'] }) => {
  const { t } = useTranslation(['relay', 'common']);
  const { state, failed, load, setState } = useRelay(bridge);
  const { test, run, forget } = useRelayTest(bridge);
  /** The form begins anew with what was saved: its secret does not stay on the screen. */
  const [saves, setSaves] = useState(0);
  if (failed) return <ErrorNotice onRetry={() => void load()}>{t('failed')}</ErrorNotice>;
  if (state === null) {
    return (
      <Delayed>
        <Skeleton height={180} radius="lg" role="status" aria-label={t('common:loading')} />
      </Delayed>
    );
  }
  const onSaved = (saved: RelayState): void => {
    setState(saved);
    setSaves((count) => count + 1);
    if (saved.addresses.length === 0) forget();
    else void run();
  };
  return (
    <>
      <AboutCard state={state} />
      <RelayForm key={saves} bridge={bridge} saved={state} onSaved={onSaved} />
      {state.addresses.length > 0 && <RelayTestCard test={test} onRun={() => void run()} />}
    </>
  );
};

/** `/settings/hosting/relay`: the servers that help calls find a way. */
export const RelayPage = () => {
  const { desktop } = useServices().platform;
  return desktop === null ? null : <RelayCards bridge={desktop.relay} />;
};
