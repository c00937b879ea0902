import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { useDoctorRooms } from '../waiting-room/doctor-workspace.tsx';
import { InvitationPanel } from './invitation-panel.tsx';
import { NewAppointmentForm, type Booked, type BookingPreset } from './new-appointment-form.tsx';
import { createAppointmentMaker } from './new-appointment.ts';

const NOTHING: BookingPreset = {};

/** A patient, a time, and then the link that the patient gets. */
export const NewAppointmentDialog = ({
  opened,
  preset = NOTHING,
  onClose,
}: {
  opened: boolean;
  preset?: BookingPreset;
  /** With the room of the appointment that was made, if one was. */
  onClose: (roomId: string | null) => void;
}) => {
  const { t } = useTranslation(['rooms', 'booking', 'common']);
  const { rest } = useServices();
  const doctorRooms = useDoctorRooms();
  // Here and not in the form: a patient whose appointment failed is not made again when the dialog is reopened.
  const [create] = useState(() => createAppointmentMaker(rest));
  const [booked, setBooked] = useState<Booked | null>(null);

  const accept = (result: Booked) => {
    doctorRooms.accept(result.appointment);
    setBooked(result);
  };
  const finish = () => onClose(booked?.appointment.roomId ?? null);
  /** The email belongs to a patient of another name, who now has the appointment. */
  const known =
    booked !== null && booked.writtenName !== null && booked.appointment.patientName !== booked.writtenName;

  return (
    <Modal
      opened={opened}
      onClose={finish}
      onExitTransitionEnd={() => setBooked(null)}
      title={t(preset.followUpOf === undefined ? 'new.title' : 'booking:followUp.title')}
      size={booked === null ? 'md' : 'xl'}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      {booked === null ? (
        <NewAppointmentForm preset={preset} create={create} onCreated={accept} />
      ) : (
        <Stack>
          {known && (
            <Alert variant="light" color="orange" c="var(--mantine-color-text)" role="status">
              {t('new.known', { name: booked.appointment.patientName })}
            </Alert>
          )}
          <InvitationPanel
            invite={booked.invite}
            appointment={booked.appointment}
            email={booked.email}
            language={booked.language}
          />
          <Group justify="flex-end">
            <Button onClick={finish}>{t('new.done')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
};
