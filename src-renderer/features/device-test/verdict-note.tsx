import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { failureOfVerdict } from '../help-code/failure-memory.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import type { DeviceReport, VerdictReason } from '../../../server/protocol/index.ts';
import { verdictWords } from './device-verdict.ts';
import classes from './device-test.module.css';

/** What no failed row of the test explains already. */
const ADVISED = [
  'clipped-microphone',
  'very-slow',
  'slow',
  'long-delay',
  'unsteady',
  'lossy',
  'no-relay',
  'relay-slow',
] as const satisfies readonly VerdictReason[];

const ICONS = {
  good: CircleCheck,
  usable: Info,
  'audio-only': Info,
  'will-not-work': TriangleAlert,
} as const;

/** What the test means for the call, in words, with what to do. */
export const VerdictNote = ({ report: { verdict, reasons } }: { report: DeviceReport }) => {
  const { t } = useTranslation('deviceTest');
  useReportFailure(failureOfVerdict(reasons));
  const words = verdictWords({ verdict, reasons });
  const Icon = ICONS[verdict];
  const advice = ADVISED.filter((reason) => reasons.includes(reason));
  return (
    <div className={classes.verdict} data-verdict={verdict}>
      <Icon size={22} strokeWidth={1.75} aria-hidden />
      <div>
        <p className={classes.verdictTitle}>{t(`verdict.${words}.title`)}</p>
        {words !== 'good' && <p>{t(`verdict.${words}.text`)}</p>}
        {advice.length > 0 && (
          <ul className={classes.advice}>
            {advice.map((reason) => (
              <li key={reason}>{t(`advice.${reason}`)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};
