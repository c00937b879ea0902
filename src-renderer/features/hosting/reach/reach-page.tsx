import { Anchor, Button } from '@mantine/core';
import { CircleCheck, CircleQuestionMark, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { REACH_CHECKS, type AnteroomBridge, type ReachCheck } from '../../../../src-preload/contract.ts';
import { useServices } from '../../../services.tsx';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { ReachLine, reachLineId } from './reach-line.tsx';
import { createReach, type Reach } from './reach-store.ts';
import { reachSummary, type ReachAnswer } from './reach-summary.ts';
import classes from './reach.module.css';

const ICONS: Record<ReachAnswer, typeof CircleCheck> = {
  running: LoaderCircle,
  yes: CircleCheck,
  mostly: TriangleAlert,
  calls: TriangleAlert,
  no: CircleX,
  unsure: CircleQuestionMark,
};

/** Goes to a line, and lets the keyboard and screen readers go on from there. */
const show = (check: ReachCheck): void => {
  const line = document.getElementById(reachLineId(check));
  line?.scrollIntoView({ block: 'center' });
  line?.focus({ preventScroll: true });
};

/** The answer in one sentence, and what to look at. */
const Summary = ({ reach }: { reach: Reach }) => {
  const { t } = useTranslation('reach');
  const announce = useAnnounce();
  const { answer, look } = reachSummary(useStore(reach.state));
  const Icon = ICONS[answer];
  const sentence = t(`answer.${answer}`);
  useEffect(() => announce(sentence), [announce, sentence]);
  return (
    <div className={classes.summary} data-answer={answer}>
      <Icon size={24} strokeWidth={1.75} aria-hidden />
      <div>
        <p className={classes.sentence}>{sentence}</p>
        {answer !== 'running' && look.length > 0 && (
          <ul className={classes.look} aria-label={t('look')}>
            {look.map((check) => (
              <li key={check}>
                <Anchor component="button" type="button" inherit onClick={() => show(check)}>
                  {t(`check.${check}`)}
                </Anchor>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button
        variant="default"
        className={classes.runAll ?? ''}
        disabled={answer === 'running'}
        onClick={() => void reach.runAll()}
      >
        {t('againAll')}
      </Button>
    </div>
  );
};

/** "Can patients reach me?": runs when it is opened. */
export const ReachList = ({ desktop }: { desktop: AnteroomBridge }) => {
  const { t } = useTranslation('reach');
  const { session } = useServices();
  const [reach] = useState(() => createReach({ desktop, freshToken: () => session.freshToken() }));
  const { lines, system, failed } = useStore(reach.state);
  useEffect(() => {
    const end = reach.listen();
    void reach.runAll();
    return end;
  }, [reach]);
  return (
    <section className={classes.reach} aria-labelledby="reach-title">
      <h2 id="reach-title" className={classes.title}>
        {t('title')}
      </h2>
      <p className={classes.intro}>{t('intro')}</p>
      {failed && <ErrorNotice onRetry={() => void reach.runAll()}>{t('failed')}</ErrorNotice>}
      <Summary reach={reach} />
      <ul className={classes.lines}>
        {REACH_CHECKS.map((check) => (
          <ReachLine
            key={check}
            check={check}
            line={lines[check]}
            system={system}
            onRun={() => void reach.runOne(check)}
          />
        ))}
      </ul>
      <p className={classes.intro}>{t('outside')}</p>
    </section>
  );
};

/** `/settings/hosting/reach`, which exists only in the app. */
export const ReachPage = () => {
  const { desktop } = useServices().platform;
  return desktop === null ? null : <ReachList desktop={desktop} />;
};
