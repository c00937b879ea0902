import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLOSING_MESSAGE_MAX_LENGTH } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';

/** Asks before a visit is cancelled, with what the patient is to read then. */
export const CancelForm = ({
  patientName,
  onCancel,
  onKeep,
}: {
  patientName: string;
  /** Closes the form itself when it has succeeded. */
  onCancel: (message: string) => Promise<void>;
  onKeep: () => void;
}) => {
  const { t } = useTranslation('agenda');
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onCancel(message);
    } catch (error) {
      setProblem(codeOf(error));
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <Stack gap="md">
        <Text>{t('cancel.text', { name: patientName })}</Text>
        <Textarea
          label={t('cancel.message', { name: patientName })}
          description={t('cancel.messageHint')}
          value={message}
          maxLength={CLOSING_MESSAGE_MAX_LENGTH}
          minRows={2}
          autosize
          data-autofocus
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
        {problem !== null && <ErrorNotice code={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onKeep}>
            {t('cancel.keep')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('cancel.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
