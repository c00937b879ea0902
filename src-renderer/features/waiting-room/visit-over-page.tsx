import { Button, Stack, Text } from '@mantine/core';
import { CalendarCheck, CalendarX, DoorOpen, Video } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import type { Appointment } from '../../../server/protocol/index.ts';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSession } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { EmergencyLine } from './emergency-line.tsx';

type Words = 'ended' | 'cancelled' | 'missed' | 'call' | 'left' | 'waiting' | 'unknown';

const wordsOf = (appointment: Appointment): Words => {
  switch (appointment.status) {
    case 'scheduled':
      return 'left';
    case 'waiting':
      return 'waiting';
    case 'admitted':
    case 'inCall':
      return 'call';
    default:
      return appointment.status;
  }
};

const ICONS = {
  ended: CalendarCheck,
  cancelled: CalendarX,
  missed: CalendarX,
  call: Video,
  left: DoorOpen,
  waiting: DoorOpen,
  unknown: CalendarCheck,
} as const;

type Known =
  | { status: 'loading' }
  | { status: 'found'; appointment: Appointment }
  | { status: 'unknown' }
  | { status: 'failed'; code: ApiErrorCode };

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
      setVisit(appointment === undefined ? { status: 'unknown' } : { status: 'found', appointment });
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
        if (appointment.roomId === roomId) setVisit({ status: 'found', appointment });
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
  const { visit, reload } = useVisit(roomId);

  if (session.status === 'signedIn' && session.user.role === 'doctor')
    return <Navigate to="/rooms" replace />;
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
  const words = visit.status === 'unknown' ? 'unknown' : wordsOf(visit.appointment);
  const doctor = visit.status === 'unknown' ? '' : visit.appointment.doctorName;
  const Icon = ICONS[words];
  const action =
    words === 'call' ? (
      <Button component={Link} to={`/consultation/${roomId}`} replace>
        {t('over.call.return')}
      </Button>
    ) : words === 'left' || words === 'waiting' ? (
      <Button component={Link} to={`/waiting-room/${roomId}`} replace>
        {t('over.left.return')}
      </Button>
    ) : null;
  return (
    <PatientShell connection={words === 'call'}>
      <MessagePage
        icon={<Icon size={32} strokeWidth={1.75} />}
        title={t(`over.${words}.title`)}
        action={action}
      >
        <Stack gap="md">
          <Text role="status">{t(`over.${words}.text`, { doctor })}</Text>
          <EmergencyLine />
        </Stack>
      </MessagePage>
    </PatientShell>
  );
};
