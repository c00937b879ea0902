import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export type Interruption = 'stop' | 'restart';

/** Asks before the clinic is taken from people who wait or are in a call. */
export const InterruptDialog = ({
  opened,
  what,
  people,
  onClose,
  onConfirm,
}: {
  opened: boolean;
  /** Stays while the dialog fades out. */
  what: Interruption;
  people: { waiting: number; inCalls: number };
  onClose: () => void;
  onConfirm: () => void;
}) => {
  const { t } = useTranslation(['clinicPanel', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(`ask.${what}Title`)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // On a page with a header of its own, it would be a second one.
      attributes={{ header: { role: 'none' } }}
    >
      <Stack gap="md">
        <div>
          {people.waiting > 0 && <Text fw={600}>{t('ask.waiting', { count: people.waiting })}</Text>}
          {people.inCalls > 0 && <Text fw={600}>{t('ask.inCalls', { count: people.inCalls })}</Text>}
        </div>
        <Text>{t(`ask.${what}Text`)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" onClick={onConfirm}>
            {t(`ask.${what}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
