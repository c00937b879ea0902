import { Button } from '@mantine/core';
import { Volume2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAnnounce } from '../../ui/announcer.tsx';
import type { Measured } from './device-report.ts';
import { DeviceTestRow } from './device-test-row.tsx';
import { TEST_PARTS, type DeviceTest as Test, type TestPart, type TestState } from './device-test-store.ts';
import { connectionReasons, verdictWords } from './device-verdict.ts';
import { VerdictNote } from './verdict-note.tsx';
import classes from './device-test.module.css';

/** The picture's size, as cameras are sold by. */
const detailOf = (part: TestPart, { camera }: Measured): string | null => {
  if (part !== 'camera' || camera === null) return null;
  const { width, height } = camera.resolution;
  return `${width} × ${height}`;
};

const haveSameCause = (one: TestState, other: TestState): boolean =>
  one.status === 'failed' && other.status === 'failed' && one.reason === other.reason;

/** The device test and its results, with the help for what does not work. */
export const DeviceTest = ({
  test,
  prominent = true,
}: {
  test: Test;
  /** "Test devices" is the one filled button of the page. */
  prominent?: boolean;
}) => {
  const { t } = useTranslation('deviceTest');
  const announce = useAnnounce();
  const { parts, phase, report, measured } = useStore(test.state);
  const asking = parts.speakers.status === 'asking';
  const verdict = report === null ? null : verdictWords(report);
  const working = TEST_PARTS.every((part) => parts[part].status === 'passed');
  const failing = TEST_PARTS.some((part) => parts[part].status === 'failed');

  useEffect(() => {
    if (asking) announce(t('announce.question'));
  }, [asking, announce, t]);
  useEffect(() => {
    if (phase === 'done' && verdict !== null) announce(t(`verdict.${verdict}.title`));
  }, [phase, verdict, announce, t]);

  return (
    <div className={classes.test}>
      {phase === 'untested' && <p className={classes.intro}>{t('intro')}</p>}
      {phase !== 'untested' && (
        <ul className={classes.rows}>
          {TEST_PARTS.map((part) => (
            <DeviceTestRow
              key={part}
              part={part}
              state={parts[part]}
              test={test}
              detail={detailOf(part, measured)}
              // Refused together, they are allowed again in the same place.
              pictured={part !== 'microphone' || !haveSameCause(parts.camera, parts.microphone)}
              weak={part === 'network' && connectionReasons(measured.connection, measured.app).length > 0}
            />
          ))}
        </ul>
      )}
      {asking && (
        <div className={classes.question} role="group" aria-label={t('question.text')}>
          <p className={classes.questionText}>
            <Volume2 size={22} strokeWidth={1.75} aria-hidden />
            {t('question.text')}
          </p>
          <div className={classes.answers}>
            <Button onClick={() => test.answer(true)}>{t('question.yes')}</Button>
            <Button variant="default" onClick={() => test.answer(false)}>
              {t('question.no')}
            </Button>
            <Button variant="subtle" onClick={() => void test.retry('speakers')}>
              {t('question.replay')}
            </Button>
          </div>
        </div>
      )}
      {phase === 'done' && !asking && (
        <div className={classes.outcome}>
          {report === null ? (
            <p>{t(working ? 'verdict.good.title' : failing ? 'doneWithProblems' : 'doneWithSkips')}</p>
          ) : (
            <VerdictNote report={report} />
          )}
          <Button variant="subtle" size="compact-md" onClick={() => void test.start()}>
            {t('again')}
          </Button>
        </div>
      )}
      {phase !== 'done' && !asking && (
        <Button
          fullWidth
          variant={prominent ? 'filled' : 'default'}
          loading={phase === 'running'}
          onClick={() => void test.start()}
        >
          {t('start')}
        </Button>
      )}
    </div>
  );
};
