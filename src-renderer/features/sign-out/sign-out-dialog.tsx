import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';

/** In the app alone: what becomes of the messages on this computer. */
export const SignOutDialog = () => {
  const { signOut } = useServices();
  const isAsking = useStore(signOut.state, (state) => state.isAsking);
  return isAsking ? <Question /> : null;
};

const Question = () => {
  const { t } = useTranslation(['copy', 'common']);
  const { signOut, letters, copy } = useServices();
  const waiting = useStore(letters.state, ({ entries }) => entries.length);
  const isOpen = useStore(copy.state, ({ status }) => status === 'open');
  const [choice, setChoice] = useState<boolean | null>(null);
  // What nobody else has is not thrown away by default, nor what is not known yet.
  const wipe = choice ?? (isOpen && waiting === 0);
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Modal
      opened
      onClose={signOut.cancel}
      title={t('signOut.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="sm">
        <Text>{t('signOut.text')}</Text>
        {waiting > 0 && <Text fw={600}>{t('signOut.waiting', { count: waiting })}</Text>}
        <Checkbox
          label={t('signOut.wipe')}
          description={t(wipe ? 'signOut.wiped' : 'signOut.kept')}
          checked={wipe}
          onChange={(event) => setChoice(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="sm" mt="xs">
          <Button variant="default" onClick={signOut.cancel} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            loading={isLeaving}
            onClick={() => {
              setLeaving(true);
              void signOut.confirm(wipe);
            }}
          >
            {t('signOut.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
