import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment, InviteLink, PatientSummary } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useDoctorRooms } from '../waiting-room/doctor-workspace.tsx';
import { InvitationPanel } from './invitation-panel.tsx';
import { fetchPatients } from './known-patients.ts';
import { useInvitationLanguages } from './language-select.tsx';

type Renewed = { invite: InviteLink; patient: PatientSummary | null };

/** A new link for an appointment, after the doctor has heard that the old one stops working. */
export const RenewInvitation = ({ appointment }: { appointment: Appointment }) => {
  const { t } = useTranslation(['rooms', 'booking', 'common']);
  const { rest } = useServices();
  const format = useFormat();
  const doctorRooms = useDoctorRooms();
  const { own } = useInvitationLanguages();
  const [opened, setOpened] = useState(false);
  const [renewed, setRenewed] = useState<Renewed | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const { invitation, patientName: name } = appointment;

  const open = () => {
    setProblem(null);
    setOpened(true);
  };

  const renew = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const [{ data }, patients] = await Promise.all([
        rest.call('renewInvitation', { params: { appointmentId: appointment.id } }),
        // Only for the address and the language: the link is worth more than they are.
        fetchPatients(rest).catch(() => []),
      ]);
      doctorRooms.accept(data.appointment);
      const patient = patients.find(({ id }) => id === appointment.patientId) ?? null;
      setRenewed({ invite: data.invite, patient });
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button
        variant="default"
        leftSection={<Link2 size={18} strokeWidth={1.75} aria-hidden />}
        onClick={open}
      >
        {t('actions.newLink')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        onExitTransitionEnd={() => setRenewed(null)}
        title={t(renewed === null ? 'booking:renew.title' : 'invitation.newTitle')}
        size={renewed === null ? 'md' : 'xl'}
        closeButtonProps={{ 'aria-label': t('common:close') }}
        // A slip of the hand must not hide a link that cannot be shown again.
        closeOnClickOutside={renewed === null}
      >
        {renewed === null ? (
          <Stack>
            <Text>{t('booking:renew.text', { name })}</Text>
            {invitation != null && (
              <Text>
                {invitation.lastOpenedAt === null
                  ? t('booking:renew.never')
                  : t('booking:renew.opened', {
                      count: invitation.openings,
                      when: format.dayAndTime(invitation.lastOpenedAt),
                    })}
              </Text>
            )}
            {problem !== null && <ErrorNotice code={problem} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpened(false)} data-autofocus>
                {t('booking:renew.keep')}
              </Button>
              <Button loading={busy} onClick={() => void renew()}>
                {t('booking:renew.go')}
              </Button>
            </Group>
          </Stack>
        ) : (
          <Stack>
            <Text>{t('invitation.replaced')}</Text>
            <InvitationPanel
              invite={renewed.invite}
              appointment={appointment}
              email={renewed.patient?.email ?? null}
              language={renewed.patient?.language ?? own}
            />
          </Stack>
        )}
      </Modal>
    </>
  );
};
