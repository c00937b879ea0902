import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CalendarX, Pause, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment, RouteBodyInput } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { RenewInvitation } from '../booking/renew-invitation.tsx';
import { isOpen } from './doctor-rooms-store.ts';
import { useDoctorRooms } from './doctor-workspace.tsx';

type Outcome = RouteBodyInput<'closeAppointment'>['outcome'];

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** What the doctor may do with a visit, beside starting its consultation. */
export const RoomActions = ({ appointment }: { appointment: Appointment }) => {
  const { t } = useTranslation(['rooms', 'common']);
  const { rest, socket } = useServices();
  const announce = useAnnounce();
  const doctorRooms = useDoctorRooms();
  const [closing, setClosing] = useState(false);
  const [busy, setBusy] = useState<'hold' | Outcome | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const started = appointment.status === 'admitted' || appointment.status === 'inCall';
  const params = { appointmentId: appointment.id };

  const run = async (what: 'hold' | Outcome, action: () => Promise<void>) => {
    setBusy(what);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(null);
    }
  };

  const hold = () =>
    run('hold', async () => {
      await socket.request('hold-patient', { roomId: appointment.roomId });
      announce(t('actions.held', { name: appointment.patientName }));
    });

  const close = (outcome: Outcome) =>
    run(outcome, async () => {
      const { data } = await rest.call('closeAppointment', { params, body: { outcome } });
      doctorRooms.accept(data.appointment);
      setClosing(false);
    });

  if (!isOpen(appointment)) return null;
  const outcomes: Outcome[] = started ? ['ended'] : ['missed', 'cancelled'];
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {started && (
          <Button
            component={Link}
            to={`/consultation/${appointment.roomId}`}
            leftSection={<Video {...ICON} />}
          >
            {t('actions.return')}
          </Button>
        )}
        {started && (
          <Button
            variant="default"
            leftSection={<Pause {...ICON} />}
            loading={busy === 'hold'}
            onClick={() => void hold()}
          >
            {t('actions.hold')}
          </Button>
        )}
        <RenewInvitation appointment={appointment} />
        <Button variant="default" leftSection={<CalendarX {...ICON} />} onClick={() => setClosing(true)}>
          {t('actions.close')}
        </Button>
      </Group>
      {problem !== null && !closing && <ErrorNotice code={problem} />}

      <Modal
        opened={closing}
        onClose={() => setClosing(false)}
        title={t('closing.title', { name: appointment.patientName })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t(started ? 'closing.textStarted' : 'closing.text')}</Text>
          {problem !== null && <ErrorNotice code={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setClosing(false)} data-autofocus>
              {t('closing.keep')}
            </Button>
            {outcomes.map((outcome) => (
              <Button
                key={outcome}
                variant={started ? 'filled' : 'default'}
                loading={busy === outcome}
                disabled={busy !== null && busy !== outcome}
                onClick={() => void close(outcome)}
              >
                {t(`closing.${outcome}`)}
              </Button>
            ))}
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
};
