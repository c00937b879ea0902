import { Text, Title } from '@mantine/core';
import { CircleCheck, CircleMinus, CircleQuestionMark, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeviceReport, SystemReport, WaitingPatient } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { appPartOf, lineOfReport, reportIn } from '../device-test/device-report.ts';
import { deviceLines } from './device-summary.ts';
import classes from './room-details.module.css';

const ICONS = {
  passed: CircleCheck,
  failed: CircleX,
  skipped: CircleMinus,
  unknown: CircleQuestionMark,
} as const;

/** More than this makes no difference to a call. */
const SPEED_MAX_KBPS = 100_000;
const megabits = (kbps: number): number => Math.min(kbps, SPEED_MAX_KBPS) / 1000;

/** What only the patient's app could find out. */
const useAppFigures = (app: SystemReport | null): string[] => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  if (app === null) return [];
  const transports = Object.entries(app.turn).flatMap(([transport, state]) =>
    state === 'works' ? [transport.toUpperCase()] : [],
  );
  const isRelayTried = Object.values(app.turn).some((state) => state !== 'none' && state !== 'unknown');
  const lossPercent = app.path?.lossPercent ?? null;
  return [
    ...(lossPercent === null ? [] : [t('devices.loss', { percent: lossPercent })]),
    ...(app.stun === 'works' || app.stun === 'unreachable' ? [t(`devices.stun.${app.stun}`)] : []),
    ...(transports.length > 0
      ? [t('devices.relayBy', { transports: format.list(transports) })]
      : isRelayTried
        ? [t('devices.noRelay')]
        : []),
  ];
};

/** The verdict in words, and what was measured. */
const ReportSummary = ({ report }: { report: DeviceReport }) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const { verdict, camera, connection } = report;
  const line = lineOfReport(report);
  const appFigures = useAppFigures(appPartOf(report));
  const words = t(`devices.verdict.${verdict}`);
  const reasons = format.list(report.reasons.map((reason) => t(`devices.reason.${reason}`)));
  const figures = [
    ...(line === null ? [] : [t('devices.roundTrip', { count: Math.round(line.roundTripMs) })]),
    ...(connection === null || connection.webrtc === null ? [] : [t(`devices.path.${connection.webrtc}`)]),
    ...(line === null || line.downKbps === null || line.upKbps === null
      ? []
      : [t('devices.speed', { down: megabits(line.downKbps), up: megabits(line.upKbps) })]),
    ...appFigures,
    ...(camera === null || camera.resolution.width === 0
      ? []
      : [t('devices.picture', { ...camera.resolution, rate: Math.round(camera.frameRate) })]),
  ];
  return (
    <div className={classes.verdict}>
      <p className={classes.verdictWords} data-verdict={verdict}>
        {reasons === '' ? words : t('devices.because', { verdict: words, reasons })}
      </p>
      {figures.length > 0 && <p className={`${classes.figures ?? ''} tabular`}>{figures.join(' · ')}</p>}
    </div>
  );
};

/** What the patient's device test found. */
export const DeviceCard = ({
  patient,
}: {
  patient: Pick<WaitingPatient, 'deviceTestCompleted' | 'deviceTestResults'>;
}) => {
  const { t } = useTranslation('rooms');
  const narrow = useNarrow();
  const lines = deviceLines(patient.deviceTestResults);
  const report = reportIn(patient.deviceTestResults);
  return (
    <section className={classes.card} aria-label={t('devices.title')}>
      <Title order={narrow ? 2 : 3} className={classes.cardTitle ?? ''}>
        {t('devices.title')}
      </Title>
      {report !== null && <ReportSummary report={report} />}
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
