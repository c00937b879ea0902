import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { PatientForm, type PatientInput } from './patient-form.tsx';

/** Changes what is written about a patient. */
export const EditPatientDialog = ({
  patient,
  opened,
  onClose,
  onSaved,
}: {
  patient: PatientSummary;
  opened: boolean;
  onClose: () => void;
  onSaved: (patient: PatientSummary) => void;
}) => {
  const { t } = useTranslation(['patients', 'common']);
  const { rest } = useServices();
  const announce = useAnnounce();

  const save = async (input: PatientInput) => {
    const { data } = await rest.call('updatePatient', { params: { patientId: patient.id }, body: input });
    onSaved(data.patient);
    announce(t('detail.saved'));
    onClose();
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('form.editTitle', { name: patient.fullname })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      <PatientForm patient={patient} onSubmit={save} />
    </Modal>
  );
};
