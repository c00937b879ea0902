import { Button, Loader } from '@mantine/core';
import { Circle, CircleCheck, CircleMinus, CircleQuestionMark, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DeviceHelpNote } from './device-help-note.tsx';
import type { DeviceTest, TestPart, TestState } from './device-test-store.ts';
import classes from './device-test.module.css';

const ICONS = {
  untested: Circle,
  asking: CircleQuestionMark,
  passed: CircleCheck,
  failed: CircleX,
  skipped: CircleMinus,
} as const;

const StateIcon = ({ status }: { status: TestState['status'] }) => {
  if (status === 'running') return <Loader size={22} className={classes.icon ?? ''} aria-hidden />;
  const Icon = ICONS[status];
  return (
    <Icon size={22} strokeWidth={1.75} className={classes.icon ?? ''} data-status={status} aria-hidden />
  );
};

/** One part of the device test: its state in words, and in place what helps. */
export const DeviceTestRow = ({
  part,
  state,
  test,
  detail,
  weak,
  pictured,
}: {
  part: TestPart;
  state: TestState;
  test: DeviceTest;
  /** A measured value for the label's tooltip. */
  detail: string | null;
  /** It works, but not well. */
  weak: boolean;
  /** The help may show where to click. */
  pictured: boolean;
}) => {
  const { t } = useTranslation('deviceTest');
  const { status } = state;
  const words =
    status === 'passed'
      ? t(weak ? 'passed.weak' : `passed.${part}`)
      : status === 'running'
        ? t(`progress.${part}`)
        : t(`state.${status}`);
  return (
    <li className={classes.row} data-status={status}>
      <StateIcon status={status} />
      <div className={classes.rowText}>
        <span className={classes.part}>{t(`part.${part}`)}</span>
        <span className={classes.words}>
          {words}
          {status === 'passed' && state.label !== null && (
            <span
              className={classes.label}
              title={detail === null ? state.label : `${state.label} · ${detail}`}
            >
              {state.label}
            </span>
          )}
        </span>
        {status === 'failed' && (
          <div className={classes.help} role="alert">
            <DeviceHelpNote part={part} reason={state.reason} pictured={pictured} />
            <div className={classes.helpActions}>
              <Button size="sm" variant="default" onClick={() => void test.retry(part)}>
                {t(`retry.${part}`)}
              </Button>
              <Button size="sm" variant="subtle" onClick={() => test.skip(part)}>
                {part === 'camera' || part === 'microphone' ? t(`goOn.${part}`) : t('skip')}
              </Button>
            </div>
          </div>
        )}
      </div>
    </li>
  );
};
