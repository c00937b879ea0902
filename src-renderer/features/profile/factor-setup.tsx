import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useSubmission } from '../../shell/use-submission.ts';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { CodeInput } from './code-input.tsx';
import { FactorDialog } from './factor-dialog.tsx';
import classes from './profile.module.css';
import { RecoveryCodes } from './recovery-codes.tsx';

type Begun = { uri: string; secret: string };

const PasswordStep = ({ onBegun }: { onBegun: (begun: Begun) => void }) => {
  const { t } = useTranslation(['profile', 'common']);
  const { rest } = useServices();
  const fields = useFields({ password: '' });

  const submission = useSubmission(fields, { wrong_password: 'password' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { password } = fields.values;
      if (password === '') {
        fields.fail({ password: t('setup.wrong.password') });
        return;
      }
      onBegun((await rest.call('beginSecondFactor', { body: { password } })).data);
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('setup.passwordText')}</Text>
        <PasswordInput
          label={t('setup.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
          data-autofocus
          {...fields.input('password')}
        />
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t('setup.continue')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};

const ScanStep = ({
  begun,
  onConfirmed,
}: {
  begun: Begun;
  onConfirmed: (recoveryCodes: readonly string[]) => void;
}) => {
  const { t } = useTranslation('profile');
  const { rest } = useServices();
  const fields = useFields({ code: '' });

  const submission = useSubmission(fields, { wrong_code: 'code' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { code } = fields.values;
      if (code.trim() === '') {
        fields.fail({ code: t('setup.wrong.code') });
        return;
      }
      const { data } = await rest.call('confirmSecondFactor', { body: { code } });
      onConfirmed(data.recoveryCodes);
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('setup.scanText')}</Text>
        <div className={classes.qr}>
          <QRCodeSVG value={begun.uri} size={176} marginSize={1} title={t('setup.qr')} role="img" />
        </div>
        <div>
          <Text c="dimmed" size="sm">
            {t('setup.secretText')}
          </Text>
          <code className={classes.secret} aria-label={t('setup.secret')}>
            {begun.secret.match(/.{1,4}/g)?.join(' ')}
          </code>
        </div>
        <CodeInput
          digits
          label={t('setup.code')}
          description={t('setup.codeText')}
          {...fields.input('code')}
        />
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t('setup.turnOn')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};

type Step =
  | { name: 'password' }
  | { name: 'scan'; begun: Begun }
  | { name: 'codes'; codes: readonly string[] };

/** Password, then picture and code, then the recovery codes. It counts from the second step's end on. */
export const FactorSetup = ({
  opened,
  email,
  onOn,
  onClose,
  onClosed,
}: {
  opened: boolean;
  email: string | null;
  /** It is on, while the recovery codes still show. */
  onOn: () => void;
  onClose: () => void;
  onClosed: () => void;
}) => {
  const { t } = useTranslation('profile');
  const [step, setStep] = useState<Step>({ name: 'password' });
  const close = () => {
    onClose();
    setStep({ name: 'password' });
  };
  return (
    <FactorDialog
      opened={opened}
      title={t(step.name === 'codes' ? 'codes.title' : 'setup.title')}
      closable={step.name !== 'codes'}
      onClose={close}
      onClosed={onClosed}
    >
      {step.name === 'password' && <PasswordStep onBegun={(begun) => setStep({ name: 'scan', begun })} />}
      {step.name === 'scan' && (
        <ScanStep
          begun={step.begun}
          onConfirmed={(codes) => {
            setStep({ name: 'codes', codes });
            onOn();
          }}
        />
      )}
      {step.name === 'codes' && <RecoveryCodes codes={step.codes} email={email} onKept={close} />}
    </FactorDialog>
  );
};
