import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EMERGENCY_NOTE_MAX_LENGTH, type EmergencyAlert } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useConnection, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { EmergencyWords } from './emergency-words.tsx';

const Question = ({ alert, onClose }: { alert: EmergencyAlert; onClose: () => void }) => {
  const { t } = useTranslation(['emergencyAlerts', 'common', 'roomChat']);
  const { emergencies } = useServices();
  const isOnline = useConnection().status === 'online';
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [seen] = useState(alert.count);
  const tooMany = note.trim().length - EMERGENCY_NOTE_MAX_LENGTH;

  const resolve = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await emergencies.resolve(alert.id, note);
      onClose();
    } catch (error) {
      setProblem(codeOf(error));
      setBusy(false);
    }
  };
  return (
    <Stack>
      <Text>{t('resolveText', { name: alert.patientName })}</Text>
      <Textarea
        label={t('note')}
        description={t('noteHint')}
        value={note}
        autosize
        minRows={2}
        maxRows={6}
        data-autofocus
        error={tooMany > 0 ? t('roomChat:tooLong', { count: tooMany }) : null}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      {(problem === 'conflict' || alert.count > seen) && (
        <Alert role="alert" color="red" variant="light" title={t('another')}>
          <EmergencyWords alert={alert} />
        </Alert>
      )}
      {problem !== null && problem !== 'conflict' && <ErrorNotice code={problem} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button loading={isBusy} disabled={!isOnline || tooMany > 0} onClick={() => void resolve()}>
          {t('resolve')}
        </Button>
      </Group>
    </Stack>
  );
};

/** Somebody has taken care of an emergency: it is over for everybody, with a note of why. */
export const ResolveDialog = ({
  alert,
  opened,
  onClose,
}: {
  alert: EmergencyAlert;
  opened: boolean;
  onClose: () => void;
}) => {
  const { t } = useTranslation(['emergencyAlerts', 'common']);
  useEffect(() => {
    // The picture of a call in full screen would lie over it.
    if (opened && document.fullscreenElement instanceof Element) {
      void document.exitFullscreen().catch(() => undefined);
    }
  }, [opened]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('resolveTitle', { name: alert.patientName })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Question alert={alert} onClose={onClose} />
    </Modal>
  );
};
