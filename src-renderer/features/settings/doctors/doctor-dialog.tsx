import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emailSchema, fullnameSchema, type DoctorSummary } from '../../../../server/protocol/index.ts';
import { useServices, useSignedIn } from '../../../services.tsx';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { useSubmission } from '../../../shell/use-submission.ts';
import { FieldsForm } from '../../../ui/fields-form.tsx';
import { useFields } from '../../../ui/use-fields.ts';
import { DoctorLink } from './doctor-link-dialog.tsx';

type DoctorInput = { fullname: string; email: string; isAdmin: boolean };

const DoctorForm = ({
  doctor,
  onSubmit,
}: {
  doctor: DoctorSummary | null;
  /** @throws ApiError */
  onSubmit: (input: DoctorInput) => Promise<void>;
}) => {
  const { t } = useTranslation('doctors');
  const { user } = useSignedIn();
  const [isAdmin, setIsAdmin] = useState(doctor?.isAdmin === true);
  const fields = useFields({ fullname: doctor?.fullname ?? '', email: doctor?.email ?? '' });

  const submission = useSubmission(fields, { email_taken: 'email' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { fullname, email } = fields.values;
      const nameOk = fullnameSchema.safeParse(fullname).success;
      const emailOk = emailSchema.safeParse(email).success;
      if (!nameOk || !emailOk) {
        fields.fail({
          ...(nameOk ? {} : { fullname: t('form.wrong.fullname') }),
          ...(emailOk ? {} : { email: t('form.wrong.email') }),
        });
        return;
      }
      await onSubmit({ fullname, email, isAdmin });
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('form.fullname')}
          autoComplete="off"
          data-autofocus
          {...fields.input('fullname')}
        />
        <TextInput
          label={t('form.email')}
          type="email"
          inputMode="email"
          autoComplete="off"
          {...fields.input('email')}
        />
        {doctor === null ? (
          <Text c="dimmed" size="sm">
            {t('form.addHint')}
          </Text>
        ) : (
          doctor.id !== user.id && (
            <Checkbox
              label={t('form.isAdmin')}
              description={t('form.isAdminHint')}
              checked={isAdmin}
              onChange={(event) => setIsAdmin(event.currentTarget.checked)}
            />
          )
        )}
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t(doctor === null ? 'form.create' : 'form.save')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};

/** Adds a doctor, and then shows the link for the first password; or changes one. */
export const DoctorDialog = ({
  doctor,
  opened,
  onClose,
  onChanged,
}: {
  /** Null for a new one. */
  doctor: DoctorSummary | null;
  opened: boolean;
  onClose: () => void;
  onChanged: () => void;
}) => {
  const { t } = useTranslation(['doctors', 'common']);
  const { rest } = useServices();
  const [added, setAdded] = useState<DoctorSummary | null>(null);

  const save = async ({ fullname, email, isAdmin }: DoctorInput) => {
    if (doctor === null) {
      const { data } = await rest.call('createDoctor', { body: { fullname, email } });
      setAdded({ id: data.user.id, fullname: data.user.fullname, email: data.user.email, hasAccount: false });
    } else {
      const changes = { fullname, email, isAdmin };
      await rest.call('updateDoctor', { params: { doctorId: doctor.id }, body: changes });
      onClose();
    }
    onChanged();
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setAdded(null)}
      title={doctor === null ? t('form.addTitle') : t('form.editTitle', { name: doctor.fullname })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      {added === null ? (
        <DoctorForm doctor={doctor} onSubmit={save} />
      ) : (
        <DoctorLink doctor={added} onMade={onChanged} onDone={onClose} />
      )}
    </Modal>
  );
};
