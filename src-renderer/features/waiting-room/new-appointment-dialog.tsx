import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emailSchema, fullnameSchema } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { useDoctorRooms } from './doctor-workspace.tsx';
import { InvitationLink } from './invitation-link.tsx';
import {
  createAppointmentMaker,
  fieldMoment,
  localFieldValue,
  type CreatedAppointment,
} from './new-appointment.ts';

const REASON_MAX_LENGTH = 200;

const NewAppointmentForm = ({
  initialStart,
  onCreated,
}: {
  initialStart: number | undefined;
  /** With the name that was written; a patient who is known by the email keeps the own one. */
  onCreated: (created: CreatedAppointment, writtenName: string) => void;
}) => {
  const { t } = useTranslation('rooms');
  const { rest } = useServices();
  const errorText = useErrorText();
  const [create] = useState(() => createAppointmentMaker(rest));
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [rightNow] = useState(() => localFieldValue(initialStart ?? Date.now()));
  const fields = useFields({ patientName: '', patientEmail: '', startsAt: rightNow, reason: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { patientName, patientEmail, reason } = fields.values;
      const startsAt = fieldMoment(fields.values.startsAt);
      const nameOk = fullnameSchema.safeParse(patientName).success;
      const emailOk = patientEmail.trim() === '' || emailSchema.safeParse(patientEmail).success;
      if (startsAt === null || !nameOk || !emailOk) {
        fields.fail({
          ...(nameOk ? {} : { patientName: t('new.wrong.patientName') }),
          ...(emailOk ? {} : { patientEmail: t('new.wrong.patientEmail') }),
          ...(startsAt === null ? { startsAt: t('new.wrong.startsAt') } : {}),
        });
        return;
      }
      try {
        onCreated(await create({ patientName, patientEmail, startsAt, reason }), patientName.trim());
      } catch (error) {
        const code = codeOf(error);
        if (code === 'email_taken') fields.fail({ patientEmail: errorText(code) });
        else setProblem(code);
      }
    });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('new.patientName')}
          autoComplete="off"
          data-autofocus
          {...fields.input('patientName')}
        />
        <TextInput
          label={t('new.patientEmail')}
          description={t('new.patientEmailHint')}
          type="email"
          inputMode="email"
          autoComplete="off"
          {...fields.input('patientEmail')}
        />
        <TextInput label={t('new.startsAt')} type="datetime-local" {...fields.input('startsAt')} />
        <TextInput
          label={t('new.reason')}
          description={t('new.optional')}
          autoComplete="off"
          maxLength={REASON_MAX_LENGTH}
          {...fields.input('reason')}
        />
        {problem !== null && <ErrorNotice code={problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t('new.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** A patient, a time, and then the link that the patient gets. */
export const NewAppointmentDialog = ({
  opened,
  onClose,
  onShow,
  initialStart,
}: {
  opened: boolean;
  onClose: () => void;
  /** The doctor wants to see the new appointment's room. */
  onShow: (roomId: string) => void;
  /** What "Starts at" says first; now, if this is left out. */
  initialStart?: number | undefined;
}) => {
  const { t } = useTranslation(['rooms', 'common']);
  const doctorRooms = useDoctorRooms();
  const [created, setCreated] = useState<CreatedAppointment | null>(null);
  /** The email belongs to a patient of another name, who now has the appointment. */
  const [known, setKnown] = useState(false);

  const accept = (result: CreatedAppointment, writtenName: string) => {
    doctorRooms.accept(result.appointment);
    setCreated(result);
    setKnown(result.appointment.patientName !== writtenName);
  };
  const finish = () => {
    onClose();
    if (created !== null) onShow(created.appointment.roomId);
  };

  return (
    <Modal
      opened={opened}
      onClose={finish}
      onExitTransitionEnd={() => setCreated(null)}
      title={t('new.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      {created === null ? (
        <NewAppointmentForm initialStart={initialStart} onCreated={accept} />
      ) : (
        <Stack>
          {known && (
            <Alert variant="light" color="orange" c="var(--mantine-color-text)" role="status">
              {t('new.known', { name: created.appointment.patientName })}
            </Alert>
          )}
          <InvitationLink invite={created.invite} patientName={created.appointment.patientName} />
          <Group justify="flex-end">
            <Button onClick={finish}>{t('new.done')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
};
