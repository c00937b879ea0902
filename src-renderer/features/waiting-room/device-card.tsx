import { Text, Title } from '@mantine/core';
import { CircleCheck, CircleMinus, CircleQuestionMark, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeviceReport, WaitingPatient } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { reportIn } from '../device-test/device-report.ts';
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

/** The verdict in words, and what was measured. */
const ReportSummary = ({ report }: { report: DeviceReport }) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const { verdict, camera, connection } = report;
  const words = t(`devices.verdict.${verdict}`);
  const reasons = format.list(report.reasons.map((reason) => t(`devices.reason.${reason}`)));
  const figures = [
    ...(connection === null
      ? []
      : [
          t('devices.roundTrip', { count: Math.round(connection.roundTripMs) }),
          ...(connection.webrtc === null ? [] : [t(`devices.path.${connection.webrtc}`)]),
          ...(connection.downKbps === null || connection.upKbps === null
            ? []
            : [
                t('devices.speed', {
                  down: megabits(connection.downKbps),
                  up: megabits(connection.upKbps),
                }),
              ]),
        ]),
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
export const DeviceCard = ({ patient }: { patient: WaitingPatient }) => {
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
