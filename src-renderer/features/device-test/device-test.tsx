import { Button } from '@mantine/core';
import { Volume2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAnnounce } from '../../ui/announcer.tsx';
import { DeviceTestRow } from './device-test-row.tsx';
import { TEST_PARTS, type DeviceTest as Test } from './device-test-store.ts';
import classes from './device-test.module.css';

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
  const { parts, phase } = useStore(test.state);
  const asking = parts.speakers.status === 'asking';
  const working = TEST_PARTS.every((part) => parts[part].status === 'passed');
  const failing = TEST_PARTS.some((part) => parts[part].status === 'failed');

  useEffect(() => {
    if (asking) announce(t('announce.question'));
  }, [asking, announce, t]);
  useEffect(() => {
    if (phase === 'done' && working) announce(t('done'));
  }, [phase, working, announce, t]);

  return (
    <div className={classes.test}>
      {phase === 'untested' && <p className={classes.intro}>{t('intro')}</p>}
      {phase !== 'untested' && (
        <ul className={classes.rows}>
          {TEST_PARTS.map((part) => (
            <DeviceTestRow key={part} part={part} state={parts[part]} test={test} />
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
          <p>{t(working ? 'done' : failing ? 'doneWithProblems' : 'doneWithSkips')}</p>
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
