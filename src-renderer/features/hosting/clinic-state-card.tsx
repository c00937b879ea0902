import { Button, Group, Text } from '@mantine/core';
import { CircleCheck, CirclePause, CircleX, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { AnteroomBridge, Consequence, HostedServerState } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { TechnicalDetail } from '../../shell/technical-detail.tsx';
import { useNow } from '../../ui/use-now.ts';
import { hostingFailureOf } from '../help-code/use-hosted-failure.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';
import { CrashLoopNotice, isCrashLoop } from './crash-loop-notice.tsx';
import { InterruptDialog, INTERRUPTIONS } from './interrupt-dialog.tsx';
import { StartFailureNotice } from './start-failure-notice.tsx';
import type { ClinicReport } from './use-clinic-report.ts';

const ICONS = {
  running: CircleCheck,
  starting: RefreshCw,
  restarting: RefreshCw,
  stopped: CirclePause,
  failed: CircleX,
} as const satisfies Record<HostedServerState['status'], unknown>;

/** How often it has crashed and when it is tried again, counting down. */
const RestartFacts = ({ state }: { state: Extract<HostedServerState, { status: 'restarting' }> }) => {
  const { t } = useTranslation('clinicPanel');
  const seconds = Math.ceil((Date.parse(state.retryAt) - useNow()) / 1000);
  return (
    <div>
      <Text>{t('state.attempts', { count: state.attempt })}</Text>
      {/* No live region: nobody wants every second read out. */}
      <Text c="dimmed" className="tabular">
        {seconds > 0 ? t('state.nextTry', { count: seconds }) : t('state.nextTryNow')}
      </Text>
      <TechnicalDetail>{state.cause}</TechnicalDetail>
    </div>
  );
};

const StateFacts = ({ state, report }: { state: HostedServerState; report: ClinicReport }) => {
  const { t } = useTranslation('clinicPanel');
  const format = useFormat();
  switch (state.status) {
    case 'running':
      return (
        <Text c="dimmed">
          {t('state.since', { time: format.dayAndTime(state.startedAt) })}{' '}
          {report.status === 'answered' && report.numbers === null && t('state.noAnswer')}
        </Text>
      );
    case 'restarting':
      return <RestartFacts state={state} />;
    case 'failed':
      return <StartFailureNotice failure={state} />;
    default:
      return null;
  }
};

/** State of the clinic that this computer hosts; asks before somebody is interrupted. */
export const ClinicStateCard = ({
  host,
  leaving,
  report,
}: {
  host: ClinicHost;
  leaving: Pick<AnteroomBridge['leaving'], 'consequences'>;
  report: ClinicReport;
}) => {
  const { t } = useTranslation(['clinicPanel', 'hosting']);
  const state = useStore(host.state);
  const [refused, setRefused] = useState(false);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<{ what: 'stop' | 'restart'; consequences: readonly Consequence[] }>({
    what: 'stop',
    consequences: [],
  });
  const [asking, setAsking] = useState(false);
  const { status } = state;
  useReportFailure(hostingFailureOf(state));
  const Icon = ICONS[status];

  const act = (action: () => Promise<void>) => {
    setRefused(false);
    setBusy(true);
    action()
      .catch(() => setRefused(true))
      .finally(() => setBusy(false));
  };
  const interrupt = (what: 'stop' | 'restart') =>
    act(async () => {
      const consequences = await leaving.consequences({ intent: INTERRUPTIONS[what].intent });
      if (consequences.length === 0) return host[what]();
      setAsked({ what, consequences });
      setAsking(true);
    });

  return (
    <section className={classes.card} aria-label={t('hosting:state.title')}>
      <h2 className={classes.title}>{t('hosting:state.title')}</h2>
      <div role="status">
        <span className={panel.state} data-status={status}>
          <Icon size={24} strokeWidth={1.75} aria-hidden />
          {t(`state.${status}`)}
        </span>
        {status !== 'running' && <Text>{t(`hosting:state.${status}`)}</Text>}
      </div>
      <StateFacts state={state} report={report} />
      {isCrashLoop(state) && <CrashLoopNotice attempts={state.attempt} />}
      {refused && <ErrorNotice failure="internal">{t('state.refused')}</ErrorNotice>}
      <Group gap="sm">
        {status === 'running' && (
          <>
            <Button variant="default" disabled={busy} onClick={() => interrupt('restart')}>
              {t('state.restart')}
            </Button>
            <Button variant="default" disabled={busy} onClick={() => interrupt('stop')}>
              {t('state.stop')}
            </Button>
          </>
        )}
        {(status === 'stopped' || status === 'failed') && (
          <Button loading={busy} onClick={() => act(host.start)}>
            {t('state.start')}
          </Button>
        )}
        {status === 'restarting' && <Button onClick={() => act(host.start)}>{t('state.tryNow')}</Button>}
        {(status === 'restarting' || status === 'starting') && (
          <Button variant="default" onClick={() => act(host.stop)}>
            {t(status === 'starting' ? 'state.stop' : 'state.giveUp')}
          </Button>
        )}
      </Group>
      <InterruptDialog
        opened={asking}
        {...asked}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          act(host[asked.what]);
        }}
      />
    </section>
  );
};
