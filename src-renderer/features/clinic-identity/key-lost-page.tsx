import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { MessagePage } from '../../ui/message-page.tsx';
import classes from './clinic-identity.module.css';

/** In place of the first page, when nobody can read the key that apps of patients have pinned. */
export const KeyLostPage = ({
  certificates,
  host,
}: {
  certificates: AnteroomBridge['certificates'];
  host: ClinicHost;
}) => {
  const { t } = useTranslation(['clinicIdentity', 'common']);
  useReportFailure('hosting-failed');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [asking, setAsking] = useState(false);

  const act = async (action: () => Promise<void>) => {
    setBusy(true);
    setFailed(false);
    try {
      await action();
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  const replace = () => {
    setAsking(false);
    void act(async () => {
      const { status } = await certificates.replaceKey();
      if (status === 'failed') setFailed(true);
      else await host.start();
    });
  };

  return (
    <MessagePage standalone icon={<Fingerprint size={32} strokeWidth={1.75} />} title={t('lost.title')}>
      <Stack gap="md">
        <Text>{t('lost.text')}</Text>
        <Text fw={600}>{t('lost.safe')}</Text>
        <Button
          size="md"
          className={classes.start ?? ''}
          loading={busy}
          onClick={() => void act(() => host.start())}
        >
          {t('lost.again')}
        </Button>
        <section className={classes.second} aria-labelledby="key-lost-new">
          <Text component="h2" id="key-lost-new" fw={600}>
            {t('lost.newTitle')}
          </Text>
          <Text>{t('lost.newText')}</Text>
          <Button
            variant="default"
            className={classes.start ?? ''}
            disabled={busy}
            onClick={() => setAsking(true)}
          >
            {t('lost.new')}
          </Button>
        </section>
        {failed && <ErrorNotice>{t('lost.failed')}</ErrorNotice>}
      </Stack>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('lost.sureTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
        // On a page with a header of its own, it would be a second one.
        attributes={{ header: { role: 'none' } }}
      >
        <Stack gap="md">
          <Text>{t('lost.sure')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('common:cancel')}
            </Button>
            <Button color="red" onClick={replace}>
              {t('lost.confirm')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </MessagePage>
  );
};
