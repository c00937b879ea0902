import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CalendarX, Pause, Undo2, UserX, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { canReopen } from '../appointments/agenda-visits.ts';
import { CancelForm } from '../appointments/cancel-form.tsx';
import { useVisitActions } from '../appointments/use-visit-actions.ts';
import { RenewInvitation } from '../booking/renew-invitation.tsx';
import { isOpen, isStarted } from './doctor-rooms-store.ts';
import { useDoctorRooms } from './doctor-workspace.tsx';

type Action = 'hold' | 'noShow' | 'end' | 'reopen';

/** How often it is noticed that a visit cannot be reopened any more. */
const LOOK_MS = 60_000;

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** What the doctor may do with a visit, beside starting its consultation. */
export const RoomActions = ({
  appointment,
  present,
}: {
  appointment: Appointment;
  /** The patient is in the room now: whoever is there is no no-show. */
  present: boolean;
}) => {
  const { t } = useTranslation(['rooms', 'agenda', 'common']);
  const { rest, socket } = useServices();
  const announce = useAnnounce();
  const doctorRooms = useDoctorRooms();
  const visit = useVisitActions(appointment);
  const [ending, setEnding] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const [busy, setBusy] = useState<Action | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const started = isStarted(appointment);
  const reopenable = canReopen(appointment, useNow(LOOK_MS));

  const run = async (what: Action, action: () => Promise<void>) => {
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

  const end = () =>
    run('end', async () => {
      const { data } = await rest.call('closeAppointment', {
        params: { appointmentId: appointment.id },
        body: { outcome: 'ended' },
      });
      doctorRooms.accept(data.appointment);
      setEnding(false);
    });

  if (!isOpen(appointment)) {
    if (!reopenable) return null;
    return (
      <Stack gap="xs">
        <Group>
          <Button
            variant="default"
            leftSection={<Undo2 {...ICON} />}
            loading={busy === 'reopen'}
            onClick={() => void run('reopen', visit.reopen)}
          >
            {t('agenda:panel.reopen')}
          </Button>
        </Group>
        <Text c="dimmed" size="sm">
          {t('agenda:panel.reopenHint')}
        </Text>
        {problem !== null && <ErrorNotice code={problem} />}
      </Stack>
    );
  }
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
        {started ? (
          <Button variant="default" leftSection={<CalendarX {...ICON} />} onClick={() => setEnding(true)}>
            {t('actions.close')}
          </Button>
        ) : (
          <>
            {!present && (
              <Button
                variant="default"
                leftSection={<UserX {...ICON} />}
                loading={busy === 'noShow'}
                onClick={() => void run('noShow', visit.noShow)}
              >
                {t('actions.noShow')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<CalendarX {...ICON} />}
              onClick={() => setCancelling(true)}
            >
              {t('actions.cancel')}
            </Button>
          </>
        )}
      </Group>
      {problem !== null && !ending && <ErrorNotice code={problem} />}

      <Modal
        opened={cancelling}
        onClose={() => setCancelling(false)}
        title={t('agenda:cancel.title', { name: appointment.patientName })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <CancelForm
          patientName={appointment.patientName}
          onCancel={visit.cancel}
          onKeep={() => setCancelling(false)}
        />
      </Modal>

      <Modal
        opened={ending}
        onClose={() => setEnding(false)}
        title={t('closing.title', { name: appointment.patientName })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t('closing.textStarted')}</Text>
          {problem !== null && <ErrorNotice code={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setEnding(false)} data-autofocus>
              {t('closing.keep')}
            </Button>
            <Button loading={busy === 'end'} onClick={() => void end()}>
              {t('closing.ended')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
};
