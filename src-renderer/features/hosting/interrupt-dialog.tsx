import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Consequence } from '../../../src-preload/contract.ts';
import { ConsequenceList } from '../computer/consequence-list.tsx';

/** What the panel does to a clinic that runs, and the interlock's name for it. */
export const INTERRUPTIONS = { stop: 'stop-clinic', restart: 'restart-clinic' } as const;
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
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(`computer:leaving.title.${INTERRUPTIONS[what]}`)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // On a page with a header of its own, it would be a second one.
      attributes={{ header: { role: 'none' } }}
    >
      <Stack gap="md">
        <ConsequenceList consequences={consequences} />
        <Text>{t(`ask.${what}`)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" onClick={onConfirm}>
            {t(`computer:leaving.leave.${INTERRUPTIONS[what]}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
