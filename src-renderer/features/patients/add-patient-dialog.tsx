import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { PatientForm, type PatientInput } from './patient-form.tsx';

/** Makes a patient without an appointment. */
export const AddPatientDialog = ({
  opened,
  onClose,
  onAdded,
}: {
  opened: boolean;
  onClose: () => void;
  onAdded: (patientId: string) => void;
}) => {
  const { t } = useTranslation(['patients', 'common']);
  const { rest } = useServices();

  const add = async (input: PatientInput) => {
    const { data } = await rest.call('createPatient', { body: input });
    onClose();
    onAdded(data.user.id);
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('form.addTitle')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      <PatientForm patient={null} onSubmit={add} />
    </Modal>
  );
};
