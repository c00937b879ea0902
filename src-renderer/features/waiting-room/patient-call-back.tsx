import { Button } from '@mantine/core';
import { CircleCheck, PhoneIncoming } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import classes from './patient-waiting-room-page.module.css';

/** Whether the system may show a note; `none` where this browser has none to show. */
type NotePermission = NotificationPermission | 'none';
const permissionNow = (): NotePermission => ('Notification' in window ? Notification.permission : 'none');

const askForNotes = async (): Promise<NotePermission> =>
  permissionNow() === 'default' ? Notification.requestPermission() : permissionNow();

/** "Call me": the patient does something else, keeps the place, and is called by sound and a note. */
export const PatientCallBack = ({ roomId, wanted }: { roomId: string; wanted: boolean }) => {
  const { t } = useTranslation('patient');
  const { socket } = useServices();
  const announce = useAnnounce();
  const [busy, setBusy] = useState(false);
  const [permission, setPermission] = useState(permissionNow);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const Icon = wanted ? CircleCheck : PhoneIncoming;
  const toggle = async () => {
    setBusy(true);
    setProblem(null);
    // Not waited for: who leaves the browser's question open is still called by sound and title.
    if (!wanted) void askForNotes().then(setPermission, () => undefined);
    try {
      await socket.request('request-call-back', { roomId, wanted: !wanted });
      announce(t(wanted ? 'callBack.off' : 'callBack.on'));
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={classes.callBack}>
      <Button
        size="md"
        variant={wanted ? 'light' : 'default'}
        aria-pressed={wanted}
        aria-disabled={busy}
        aria-describedby="patient-call-back-hint"
        leftSection={<Icon size={20} strokeWidth={1.75} aria-hidden />}
        onClick={() => {
          if (!busy) void toggle();
        }}
      >
        {t('callBack.label')}
      </Button>
      <p id="patient-call-back-hint" className={classes.hint}>
        {t(wanted ? 'callBack.on' : 'callBack.hint')}
      </p>
      {wanted && permission !== 'granted' && permission !== 'default' && (
        <p className={classes.hint} role="status">
          {t(permission === 'denied' ? 'callBack.notesDenied' : 'callBack.noNotes')}
        </p>
      )}
      {problem !== null && <ErrorNotice code={problem} />}
    </div>
  );
};
