import { Anchor, Button, Group, Loader, Stack, Text, Textarea } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { RECOVERY_KEY_SIGNS } from '../../../server/protocol/recovery-key.ts';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { InterruptDialog } from '../hosting/interrupt-dialog.tsx';
import classes from './protection.module.css';
import { useRecovery, type Recovery } from './use-recovery.ts';

/** Why the clinic stays closed until somebody brings its key. */
export const KEY_FAILURES = ['key_missing', 'wrong_key', 'secrets_unreadable'] as const;
/** `moved`: nothing has failed; somebody brings a clinic from another computer. */
type Reason = (typeof KEY_FAILURES)[number] | 'moved';

const Busy = ({ children }: { children: string }) => (
  <Group role="status" wrap="nowrap">
    <Loader size="sm" />
    <Text>{children}</Text>
  </Group>
);

/** With the file of a backup: where the clinic's folder is not on this computer. */
const FromBackup = ({ recovery }: { recovery: Recovery }) => {
  const { t } = useTranslation('protection');
  const format = useFormat();
  const { step } = recovery;
  return (
    <section className={classes.second} aria-labelledby="recover-backup">
      <Text component="h2" id="recover-backup" fw={600}>
        {t('recover.backup.title')}
      </Text>
      <Text c="dimmed" size="sm">
        {t('recover.backup.text')}
      </Text>
      {step.at === 'inspected' ? (
        <Stack gap="sm">
          <div role="status">
            <Text>{t('recover.backup.good', { name: step.backup.name })}</Text>
            {step.backup.madeAt !== null && (
              <Text>{t('recover.backup.madeAt', { when: format.exact(step.backup.madeAt) })}</Text>
            )}
            {step.backup.replaces && <Text>{t('recover.backup.replaces')}</Text>}
          </div>
          {step.refusal !== null && (
            <ErrorNotice failure="hosting-failed">{t(`refused.${step.refusal}`)}</ErrorNotice>
          )}
          <Group gap="sm">
            <Button onClick={() => void recovery.askToRestore(step.backup)}>
              {t('recover.backup.restore')}
            </Button>
            <Button variant="default" onClick={() => void recovery.choose()}>
              {t('recover.backup.other')}
            </Button>
          </Group>
          <InterruptDialog
            opened={recovery.asked.isOpen}
            what="restore"
            consequences={recovery.asked.consequences}
            onClose={recovery.stopAsking}
            onConfirm={() => void recovery.restore(step.backup)}
          />
        </Stack>
      ) : (
        <Button
          variant="default"
          disabled={step.at !== 'typing'}
          className={classes.start ?? ''}
          onClick={() => void recovery.choose()}
        >
          {t('recover.backup.choose')}
        </Button>
      )}
      {step.at === 'choosing' && <Busy>{t('recover.backup.verifying')}</Busy>}
      {step.at === 'restoring' && <Busy>{t('recover.backup.restoring')}</Busy>}
      {step.at === 'restored' && <Text role="status">{t('recover.backup.restored')}</Text>}
    </section>
  );
};

/** For whom the key that is here might do after all. */
const TryAgain = ({ host, disabled }: { host: ClinicHost; disabled: boolean }) => {
  const { t } = useTranslation('protection');
  const [refused, setRefused] = useState(false);
  useReportFailure('hosting-failed');
  return (
    <>
      <Button
        variant="subtle"
        className={classes.flush ?? ''}
        disabled={disabled}
        onClick={() => {
          setRefused(false);
          host.start().catch(() => setRefused(true));
        }}
      >
        {t('recover.again')}
      </Button>
      {refused && <ErrorNotice code="internal" />}
    </>
  );
};

/**
 * In place of the first page, when the clinic of this computer cannot be opened with the key that is here; and for
 * who brings one.
 */
export const RecoverClinicPage = ({
  reason,
  desktop,
  host,
}: {
  reason: Reason;
  desktop: Pick<AnteroomBridge, 'clinicKey' | 'leaving'>;
  host: ClinicHost;
}) => {
  const { t } = useTranslation('protection');
  const recovery = useRecovery(desktop);
  const { step, typed } = recovery;
  const isBusy = step.at !== 'typing' && step.at !== 'inspected';
  const refusal = step.at === 'typing' ? step.refusal : null;
  const signs = typed.replaceAll(/[^\p{L}\p{N}]/gu, '').length;

  if (reason === 'moved' && (step.at === 'recovered' || step.at === 'restored')) {
    return <Navigate to="/" replace />;
  }
  return (
    <MessagePage
      standalone
      icon={<KeyRound size={32} strokeWidth={1.75} />}
      title={t(`recover.${reason}`)}
      action={
        reason === 'moved' ? (
          <Anchor component={Link} to="/" c="var(--app-accent)">
            {t('recover.back')}
          </Anchor>
        ) : (
          <TryAgain host={host} disabled={isBusy} />
        )
      }
    >
      <Stack gap="md">
        <Text>{t(`recover.${reason}Text`)}</Text>
        {reason !== 'moved' && <Text fw={600}>{t('recover.safe')}</Text>}
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void recovery.open();
          }}
        >
          <Stack gap="sm">
            <Textarea
              label={t('recover.label')}
              description={t('recover.hint')}
              error={refusal === null ? null : t(`refused.${refusal}`)}
              aria-invalid={refusal !== null}
              autosize
              minRows={2}
              autoComplete="off"
              spellCheck={false}
              autoCapitalize="characters"
              classNames={{ input: classes.typed ?? '' }}
              readOnly={isBusy}
              value={typed}
              onChange={(event) => recovery.type(event.currentTarget.value)}
            />
            <Text c="dimmed" size="sm" className="tabular">
              {t('recover.progress', { typed: signs, all: RECOVERY_KEY_SIGNS })}
            </Text>
            <Button
              type="submit"
              size="md"
              variant={step.at === 'inspected' ? 'default' : 'filled'}
              loading={step.at === 'opening'}
              disabled={isBusy}
            >
              {t('recover.submit')}
            </Button>
            {step.at === 'opening' && <Busy>{t('recover.opening')}</Busy>}
            {step.at === 'recovered' && <Text role="status">{t('recover.recovered')}</Text>}
          </Stack>
        </form>
        <FromBackup recovery={recovery} />
      </Stack>
    </MessagePage>
  );
};
