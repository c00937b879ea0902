import { Anchor, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import {
  MONITORING_CHECKS,
  MONITORING_SPANS,
  type Monitoring,
  type MonitoringSpan,
} from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { AbuseSection } from './abuse-section.tsx';
import { AttentionMark, showAttention, type AttentionTo } from './attention.tsx';
import classes from './monitoring.module.css';
import { NumbersTable } from './numbers-table.tsx';
import { PeopleCards } from './people-cards.tsx';
import { LINE_STEP_MS, pointsOf, ROW_STEP_MS } from './points.ts';
import { ServerCards } from './server-cards.tsx';
import { useMonitoring } from './use-monitoring.ts';

/** In one sentence: is everything in order, and if not, what is it? Each leads to its place on the page. */
const Verdict = ({ data }: { data: Monitoring }) => {
  const { t } = useTranslation('monitoring');
  const things: { to: AttentionTo; words: string }[] = [
    ...MONITORING_CHECKS.filter((check) => data.checks[check] === 'look').map((check) => ({
      to: check,
      words: t(`card.${check}.title`),
    })),
    ...data.abuse
      .filter(({ attention }) => attention === 'look')
      .map(({ kind }) => ({ to: kind, words: t(`abuse.kind.${kind}`) })),
  ];
  return (
    <div className={classes.verdict} role="status">
      <AttentionMark attention={things.length === 0 ? 'good' : 'look'} />
      <span>{things.length === 0 ? t('allGood') : t('lookCount', { count: things.length })}</span>
      {things.length > 0 && (
        <ul className={classes.things}>
          {things.map(({ to, words }) => (
            <li key={to}>
              <Anchor component="button" type="button" inherit onClick={() => showAttention(to)}>
                {words}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const Numbers = ({ data, span }: { data: Monitoring; span: MonitoringSpan }) => {
  const points = useMemo(() => pointsOf(data.history, LINE_STEP_MS[span]), [data.history, span]);
  const rows = useMemo(() => pointsOf(data.history, ROW_STEP_MS[span]), [data.history, span]);
  return (
    <>
      <PeopleCards data={data} points={points} />
      <ServerCards data={data} points={points} />
      <AbuseSection data={data} />
      <NumbersTable rows={rows} />
    </>
  );
};

const MonitoringForAdmin = () => {
  const { t } = useTranslation(['monitoring', 'common']);
  const format = useFormat();
  const [span, setSpan] = useState<MonitoringSpan>('hour');
  const { loaded, problem, load } = useMonitoring(span);
  return (
    <div className={classes.page} data-wide-settings>
      <Text c="dimmed" maw="65ch">
        {t('text')}
      </Text>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      {loaded === null && problem === null && (
        <Delayed>
          <Skeleton height={320} radius="lg" role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {loaded !== null && (
        <>
          <Verdict data={loaded.data} />
          <Group justify="space-between">
            <SegmentedControl
              aria-label={t('span.label')}
              value={span}
              onChange={(value) => setSpan(MONITORING_SPANS.find((known) => known === value) ?? 'hour')}
              data={MONITORING_SPANS.map((value) => ({ value, label: t(`span.${value}`) }))}
            />
            <Text size="sm" c="dimmed" className="tabular" title={format.exact(loaded.data.at)}>
              {t(problem === null ? 'updated' : 'stale', { time: format.time(loaded.data.at) })}
            </Text>
          </Group>
          <Numbers data={loaded.data} span={loaded.span} />
          <Text size="sm" c="dimmed">
            {t('running', {
              time: format.dayAndTime(loaded.data.startedAt),
              version: loaded.data.version,
            })}
          </Text>
        </>
      )}
    </div>
  );
};

/** `/settings/monitoring`: how the clinic's server is doing. For admins; others have no business with this address. */
export const MonitoringPage = () => {
  const { user } = useSignedIn();
  return user.isAdmin ? <MonitoringForAdmin /> : <Navigate to="/settings/general" replace />;
};
