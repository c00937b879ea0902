import { Button, Stack, Text } from '@mantine/core';
import { CalendarCheck, CalendarX, DoorOpen, PhoneOff, Video } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { isFinalStatus, type Appointment } from '../../../server/protocol/index.ts';
import { z } from '../../../server/protocol/zod.ts';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSession } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { EmergencyLine } from './emergency-line.tsx';
import { UnsentMessages } from './unsent-messages.tsx';
import classes from './visit-over-page.module.css';

type Words =
  | 'ended'
  | 'cancelled'
  | 'missed'
  | 'call'
  | 'hungUp'
  | 'left'
  | 'reopened'
  | 'waiting'
  | 'unknown';

const comingSchema = z.object({ endedBy: z.literal('doctor') });

/** How the patient came here from a call that the doctor ended; travels in the history's state. */
export type VisitOverState = z.infer<typeof comingSchema>;

const wordsOf = (appointment: Appointment, reopened: boolean, hungUp: boolean): Words => {
  switch (appointment.status) {
    case 'scheduled':
      return reopened ? 'reopened' : 'left';
    case 'waiting':
      return 'waiting';
    case 'admitted':
    case 'inCall':
      // While the disk is full, the doctor's hang-up ends the call, but cannot close the visit yet.
      return hungUp ? 'hungUp' : 'call';
    default:
      return appointment.status;
  }
};

const ICONS = {
  ended: CalendarCheck,
  cancelled: CalendarX,
  missed: CalendarX,
  call: Video,
  hungUp: PhoneOff,
  left: DoorOpen,
  reopened: DoorOpen,
  waiting: DoorOpen,
  unknown: CalendarCheck,
} as const;

type Known =
  | { status: 'loading' }
  /** `reopened`: this page has seen it closed, and now it is open. */
  | { status: 'found'; appointment: Appointment; reopened: boolean }
  | { status: 'unknown' }
  | { status: 'failed'; code: ApiErrorCode };

const found = (before: Known, appointment: Appointment): Known => ({
  status: 'found',
  appointment,
  reopened:
    before.status === 'found' &&
    !isFinalStatus(appointment.status) &&
    (before.reopened || isFinalStatus(before.appointment.status)),
});

/**
 * How the visit stands, read without entering its waiting room: that would take a place in the queue again.
 */
const useVisit = (roomId: string | undefined): { visit: Known; reload: () => void } => {
  const { rest, socket } = useServices();
  const session = useSession();
  const [visit, setVisit] = useState<Known>({ status: 'loading' });

  const load = useCallback(async () => {
    try {
      const { data } = await rest.call('listAppointments');
      const appointment = data.appointments.find((candidate) => candidate.roomId === roomId);
      setVisit((before) => (appointment === undefined ? { status: 'unknown' } : found(before, appointment)));
    } catch (error) {
      const code = codeOf(error);
      // A server that cannot be reached now does not make unknown what was known.
      setVisit((before) =>
        before.status === 'found'
          ? before
          : isUnreachable(code)
            ? { status: 'failed', code }
            : { status: 'unknown' },
      );
    }
  }, [rest, roomId]);

  useEffect(() => {
    const ends = [
      socket.onOnline(() => void load()),
      socket.on('appointment-updated', ({ appointment }) => {
        if (appointment.roomId === roomId) setVisit((before) => found(before, appointment));
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [socket, roomId, load]);

  // Who is signed out here is not told anything about a visit, except what this page knew before.
  const nobody = session.status === 'signedOut' && visit.status !== 'found';
  return { visit: nobody ? { status: 'unknown' } : visit, reload: () => void load() };
};

/** `/visit-over/:roomId`: the goodbye, or the way back while there is one. */
export const VisitOverPage = () => {
  const { t } = useTranslation(['patient', 'common']);
  const session = useSession();
  const { roomId } = useParams();
  const hungUp = comingSchema.safeParse(useLocation().state).success;
  const { visit, reload } = useVisit(roomId);
  // Who waited when the visit was closed by mistake has the place again, and need not find the way back.
  const fetched = visit.status === 'found' && visit.reopened && visit.appointment.status === 'waiting';

  if (session.status === 'signedIn' && session.user.role === 'doctor')
    return <Navigate to="/rooms" replace />;
  if (fetched) return <Navigate to={`/waiting-room/${roomId}`} replace />;
  if (visit.status === 'loading' || visit.status === 'failed') {
    return (
      <PatientShell connection={false}>
        <MessagePage icon={<CalendarCheck size={32} strokeWidth={1.75} />} title={t('over.loading')}>
          {visit.status === 'failed' ? (
            <ErrorNotice code={visit.code} onRetry={reload} />
          ) : (
            <Text role="status">{t('common:loading')}</Text>
          )}
        </MessagePage>
      </PatientShell>
    );
  }
  const words = visit.status === 'unknown' ? 'unknown' : wordsOf(visit.appointment, visit.reopened, hungUp);
  const closed = words === 'cancelled' || words === 'missed';
  const inCall = words === 'call' || words === 'hungUp';
  const message = visit.status === 'unknown' ? null : visit.appointment.closingMessage;
  const doctor = visit.status === 'unknown' ? '' : visit.appointment.doctorName;
  const Icon = ICONS[words];
  const action = inCall ? (
    <Button component={Link} to={`/consultation/${roomId}`} replace>
      {t('over.call.return')}
    </Button>
  ) : words === 'left' || words === 'reopened' || words === 'waiting' ? (
    <Button component={Link} to={`/waiting-room/${roomId}`} replace>
      {t('over.left.return')}
    </Button>
  ) : null;
  return (
    <PatientShell connection={inCall}>
      <MessagePage
        icon={<Icon size={32} strokeWidth={1.75} />}
        title={t(`over.${words}.title`)}
        action={action}
      >
        <Stack gap="md">
          <Stack gap="sm" role="status">
            <Text>{t(`over.${words}.text`, { doctor })}</Text>
            {closed && message != null && (
              <figure className={classes.message}>
                <figcaption>{t('over.message')}</figcaption>
                <blockquote>{message}</blockquote>
              </figure>
            )}
            {closed && <Text c="dimmed">{t('over.mayReopen')}</Text>}
          </Stack>
          {(closed || words === 'ended' || words === 'hungUp') && <UnsentMessages roomId={roomId} />}
          <EmergencyLine />
        </Stack>
      </MessagePage>
    </PatientShell>
  );
};
