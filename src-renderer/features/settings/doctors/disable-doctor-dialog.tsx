import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorSummary } from '../../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../../api/api-error.ts';
import { useServices } from '../../../services.tsx';
import { ErrorNotice } from '../../../shell/error-notice.tsx';

/** Asks before a doctor is kept out, and says what happens to the visits that need this doctor. */
export const DisableDoctorDialog = ({
  doctor,
  opened,
  onClose,
  onDisabled,
  onOutdated,
}: {
  doctor: DoctorSummary;
  opened: boolean;
  onClose: () => void;
  onDisabled: (doctor: DoctorSummary) => void;
  /** Visits have come up that the dialog did not tell of. */
  onOutdated: () => void;
}) => {
  const { t } = useTranslation(['doctors', 'common']);
  const { rest } = useServices();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [busy, setBusy] = useState(false);
  const { now = 0, later = 0 } = doctor.openVisits ?? {};
  // Also after the server said that visits are open which this page did not know of.
  const closeVisits = now + later > 0 || problem === 'visits_open';

  const disable = async () => {
    setBusy(true);
    try {
      const { data } = await rest.call('disableDoctor', {
        params: { doctorId: doctor.id },
        body: { closeVisits },
      });
      onDisabled(data.doctor);
      onClose();
    } catch (error) {
      setProblem(codeOf(error));
      onOutdated();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('disableDialog.title', { name: doctor.fullname })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Text>{t('disableDialog.text', { name: doctor.fullname })}</Text>
        {closeVisits && (
          <Alert
            color="orange"
            variant="light"
            icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}
          >
            <Stack gap={4} c="var(--mantine-color-text)">
              {now > 0 && <Text fw={600}>{t('disableDialog.now', { count: now })}</Text>}
              {later > 0 && <Text fw={600}>{t('disableDialog.later', { count: later })}</Text>}
              <Text>{t('disableDialog.consequence')}</Text>
            </Stack>
          </Alert>
        )}
        {problem !== null && <ErrorNotice code={problem} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={() => void disable()}>
            {t(closeVisits ? 'disableDialog.confirmVisits' : 'disableDialog.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
