import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Consequence, Intent } from '../../../src-preload/contract.ts';
import { ConsequenceList } from '../computer/consequence-list.tsx';

/** What is done to a clinic that runs: the interlock's name for it, and the words of the question. */
export const INTERRUPTIONS = {
  stop: {
    intent: 'stop-clinic',
    title: 'computer:leaving.title.stop-clinic',
    text: 'ask.stop',
    confirm: 'computer:leaving.leave.stop-clinic',
  },
  restart: {
    intent: 'restart-clinic',
    title: 'computer:leaving.title.restart-clinic',
    text: 'ask.restart',
    confirm: 'computer:leaving.leave.restart-clinic',
  },
  /** It is stopped for a while, and everybody is signed out. */
  restore: {
    intent: 'stop-clinic',
    title: 'restore.title',
    text: 'restore.signedOut',
    confirm: 'restore.confirm',
  },
} as const satisfies Record<string, { intent: Intent; title: string; text: string; confirm: string }>;
export type Interruption = keyof typeof INTERRUPTIONS;

/** Asks before the clinic is taken from people who wait or are in a call. */
export const InterruptDialog = ({
  opened,
  what,
  consequences,
  onClose,
  onConfirm,
}: {
  opened: boolean;
  /** This and the consequences stay while the dialog fades out. */
  what: Interruption;
  consequences: readonly Consequence[];
  onClose: () => void;
  onConfirm: () => void;
}) => {
  const { t } = useTranslation(['clinicPanel', 'computer', 'common']);
  const words = INTERRUPTIONS[what];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(words.title)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // On a page with a header of its own, it would be a second one.
      attributes={{ header: { role: 'none' } }}
    >
      <Stack gap="md">
        <ConsequenceList consequences={consequences} />
        <Text>{t(words.text)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" onClick={onConfirm}>
            {t(words.confirm)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
