import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { isAnyUnsent } from './unsent.ts';
import { useUnsent } from './use-unsent.ts';

/**
 * Before somebody signs out: what would be lost, or what becomes of the messages on this computer. It comes with the
 * page that has the button, so that it is there without the network.
 */
export const SignOutDialog = () => {
  const { signOut } = useServices();
  const asking = useStore(signOut.state, (state) => state.asking);
  if (asking === null) return null;
  return asking === 'copy' ? <CopyQuestion /> : <UnsentQuestion />;
};

const Question = ({
  stay,
  wipe,
  children,
}: {
  /** Of the button that goes back. */
  stay: string;
  wipe: boolean;
  children: ReactNode;
}) => {
  const { t } = useTranslation(['copy', 'common']);
  const { signOut } = useServices();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Modal
      opened
      onClose={signOut.cancel}
      title={t('signOut.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="sm">
        {children}
        <Group justify="flex-end" gap="sm" mt="xs">
          <Button variant="default" onClick={signOut.cancel} data-autofocus>
            {stay}
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

const CopyQuestion = () => {
  const { t } = useTranslation(['copy', 'common']);
  const { letters, copy } = useServices();
  const waiting = useStore(letters.state, ({ entries }) => entries.length);
  const { files } = useUnsent();
  const isOpen = useStore(copy.state, ({ status }) => status === 'open');
  const [choice, setChoice] = useState<boolean | null>(null);
  // What nobody else has is not thrown away by default, nor what is not known yet.
  const wipe = choice ?? (isOpen && waiting === 0);
  return (
    <Question stay={t('common:cancel')} wipe={wipe}>
      <Text>{t('signOut.text')}</Text>
      {waiting > 0 && <Text fw={600}>{t('signOut.waiting', { count: waiting })}</Text>}
      {files > 0 && (
        <Text fw={600}>
          {t('signOut.files', { count: files })} {t('signOut.filesLost')}
        </Text>
      )}
      <Checkbox
        label={t('signOut.wipe')}
        description={t(wipe ? 'signOut.wiped' : 'signOut.kept')}
        checked={wipe}
        onChange={(event) => setChoice(event.currentTarget.checked)}
      />
    </Question>
  );
};

const UnsentQuestion = () => {
  const { t } = useTranslation('copy');
  const unsent = useUnsent();
  const { messages, drafts, files, deletions } = unsent;
  return (
    <Question stay={t('signOut.stay')} wipe={false}>
      {messages > 0 && <Text fw={600}>{t('signOut.waiting', { count: messages })}</Text>}
      {drafts > 0 && <Text fw={600}>{t('signOut.drafts', { count: drafts })}</Text>}
      {files > 0 && <Text fw={600}>{t('signOut.files', { count: files })}</Text>}
      {deletions > 0 && <Text fw={600}>{t('signOut.deletions', { count: deletions })}</Text>}
      <Text>{t(isAnyUnsent(unsent) ? 'signOut.lost' : 'signOut.sent')}</Text>
    </Question>
  );
};
