import { Anchor, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import type { Consequence, InspectedBackup } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { ConsequenceList } from '../computer/consequence-list.tsx';
import type { Restoring, RestoreState } from './restore-store.ts';

const Busy = ({ children }: { children: ReactNode }) => (
  <Group role="status" wrap="nowrap">
    <Loader size="sm" />
    <Text>{children}</Text>
  </Group>
);

/** Who loses the clinic meanwhile, what the backup is, and what will be missing with it. */
const Asking = ({
  backup: { madeAt, missing },
  consequences,
}: {
  backup: InspectedBackup;
  consequences: readonly Consequence[];
}) => {
  const { t } = useTranslation('clinicPanel');
  const format = useFormat();
  return (
    <>
      {consequences.length > 0 && <ConsequenceList consequences={consequences} />}
      <Text fw={600}>
        {madeAt === null ? t('restore.madeUnknown') : t('restore.made', { when: format.exact(madeAt) })}
      </Text>
      <Text>{t('restore.since')}</Text>
      {missing === null && <Text>{t('restore.unknownMissing')}</Text>}
      {missing !== null && missing.messages + missing.auditRows === 0 && (
        <Text>{t('restore.nothingMissing')}</Text>
      )}
      {missing !== null && missing.messages > 0 && (
        <Text>{t('restore.messages', { count: missing.messages })}</Text>
      )}
      {missing !== null && missing.auditRows > 0 && (
        <Text>{t('restore.entries', { count: missing.auditRows })}</Text>
      )}
      <Text>{t('restore.signedOut')}</Text>
      <Text>{t('restore.kept')}</Text>
    </>
  );
};

const TITLES = {
  none: 'title',
  checking: 'title',
  asking: 'title',
  restoring: 'title',
  restored: 'doneTitle',
  refused: 'refusedTitle',
} as const satisfies Record<RestoreState['step'], string>;

/** The restore of a backup, from its check to its end. */
export const RestoreDialog = ({ restoring }: { restoring: Restoring }) => {
  const { t } = useTranslation(['clinicPanel', 'common']);
  const navigate = useNavigate();
  const state = useStore(restoring.state);
  // Stays while the dialog fades out.
  const [shown, setShown] = useState(state);
  if (state !== shown && state.step !== 'none') setShown(state);
  const mustStay = state.step === 'checking' || state.step === 'restoring';

  const confirm = () => {
    // A page that stays when everybody is signed out.
    void navigate('/hosting');
    void restoring.confirm();
  };

  return (
    <Modal
      opened={state.step !== 'none'}
      onClose={restoring.close}
      title={t(`restore.${TITLES[shown.step]}`)}
      withCloseButton={!mustStay}
      closeOnClickOutside={!mustStay}
      closeOnEscape={!mustStay}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // On a page with a header of its own, it would be a second one.
      attributes={{ header: { role: 'none' } }}
    >
      <Stack gap="md">
        {shown.step === 'checking' && <Busy>{t('restore.checking')}</Busy>}
        {shown.step === 'asking' && <Asking backup={shown.backup} consequences={shown.consequences} />}
        {shown.step === 'restoring' && <Busy>{t('restore.running')}</Busy>}
        {shown.step === 'restored' && (
          <div role="status">
            <Text>{t('restore.done')}</Text>
            <Text>{t('restore.ended', { count: shown.outcome.endedSessions })}</Text>
            {shown.outcome.kept !== null && (
              <Text mt="sm">
                {t('restore.keptAs')} <code>{shown.outcome.kept}</code>
              </Text>
            )}
          </div>
        )}
        {shown.step === 'refused' && <ErrorNotice>{t(`backups.refused.${shown.code}`)}</ErrorNotice>}
        {shown.step === 'refused' && shown.code === 'wrong_key' && (
          <Anchor component={Link} to="/recover" c="var(--app-accent)" onClick={restoring.close}>
            {t('restore.recover')}
          </Anchor>
        )}
        <Group justify="flex-end">
          {shown.step === 'asking' && (
            <>
              <Button variant="default" onClick={restoring.close} data-autofocus>
                {t('common:cancel')}
              </Button>
              <Button color="red" onClick={confirm}>
                {t('restore.confirm')}
              </Button>
            </>
          )}
          {(shown.step === 'restored' || shown.step === 'refused') && (
            <Button onClick={restoring.close}>{t('common:close')}</Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
};
