import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';

/** Gives the place up, after asking: it cannot be had back. */
export const PatientLeave = ({ roomId }: { roomId: string }) => {
  const { t } = useTranslation(['patient', 'common']);
  const { rooms } = useServices();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const leave = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await rooms.leave(roomId);
      await navigate(`/visit-over/${roomId}`, { replace: true });
    } catch (error) {
      setProblem(codeOf(error));
      setBusy(false);
    }
  };

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        size="md"
        leftSection={<LogOut size={20} strokeWidth={1.75} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('leave.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('leave.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t('leave.text')}</Text>
          {problem !== null && <ErrorNotice code={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button size="md" data-autofocus onClick={() => setOpened(false)}>
              {t('leave.stay')}
            </Button>
            <Button size="md" variant="default" loading={busy} onClick={() => void leave()}>
              {t('leave.go')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
};
