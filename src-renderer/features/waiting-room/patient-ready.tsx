import { Button } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from './patient-waiting-room-page.module.css';

/** "I'm ready": never blocked by a test, but it warns of one. The server keeps the answer. */
export const PatientReady = ({
  roomId,
  ready,
  doctorName,
  devices,
  prominent,
}: {
  roomId: string;
  ready: boolean;
  doctorName: string;
  devices: 'untested' | 'testing' | 'working' | 'skipped' | 'problems';
  /** The one filled button of the page, until it is pressed: then nothing is left to do. */
  prominent: boolean;
}) => {
  const { t } = useTranslation('patient');
  const { socket, rooms } = useServices();
  const { user } = useSignedIn();
  const announce = useAnnounce();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const toggle = async () => {
    const next = !ready;
    setBusy(true);
    setProblem(null);
    try {
      await socket.request('patient-ready', { roomId, ready: next });
      rooms.apply({
        name: 'patient-ready-status-changed',
        payload: { roomId, patientId: user.id, ready: next, timestamp: new Date().toISOString() },
      });
      announce(t(next ? 'ready.announced' : 'ready.withdrawn', { doctor: doctorName }));
    } catch (error) {
      const code = codeOf(error);
      setProblem(code);
      // It may have been stored and only the answer lost: the doctor would see another state than the patient.
      if (code === 'timeout') rooms.refresh(roomId);
    } finally {
      setBusy(false);
    }
  };

  const hint = ready
    ? t('ready.undo')
    : devices === 'untested'
      ? t('ready.untested')
      : devices === 'problems'
        ? t('ready.problems', { doctor: doctorName })
        : devices === 'skipped'
          ? t('ready.skipped')
          : t('ready.hint', { doctor: doctorName });
  return (
    <div className={classes.ready}>
      {ready && (
        <p className={classes.calm}>
          <CircleCheck size={22} strokeWidth={1.75} aria-hidden />
          {t('ready.yes', { doctor: doctorName })}
        </p>
      )}
      <Button
        size="xl"
        fullWidth
        variant={ready ? 'light' : prominent ? 'filled' : 'default'}
        aria-pressed={ready}
        aria-describedby="patient-ready-hint"
        aria-disabled={busy}
        {...(ready ? { leftSection: <CircleCheck size={24} strokeWidth={1.75} aria-hidden /> } : {})}
        onClick={() => {
          if (!busy) void toggle();
        }}
      >
        {t('ready.label')}
      </Button>
      <p id="patient-ready-hint" className={classes.hint}>
        {hint}
      </p>
      {problem !== null && <ErrorNotice code={problem} />}
    </div>
  );
};
