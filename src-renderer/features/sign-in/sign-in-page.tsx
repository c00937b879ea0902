import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { SignedOutReason } from '../../api/session.ts';
import { useClinicName, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { useFields } from '../../ui/use-fields.ts';

/** Why the sign-in shows again, where the person should know. */
const NOTICES: Partial<Record<SignedOutReason, 'elsewhere' | 'ended'>> = {
  opened_elsewhere: 'elsewhere',
  reuse: 'ended',
  revoked: 'ended',
  session_ended: 'ended',
  expired: 'ended',
};

export const SignInPage = ({ reason }: { reason: SignedOutReason | null }) => {
  const { t } = useTranslation(['signIn', 'common']);
  const { session } = useServices();
  const clinicName = useClinicName();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields({ email: '', password: '' });
  const notice = reason === null ? undefined : NOTICES[reason];

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { email, password } = fields.values;
      if (email.trim() === '' || password === '') {
        fields.fail({
          ...(email.trim() === '' ? { email: t('wrong.email') } : {}),
          ...(password === '' ? { password: t('wrong.password') } : {}),
        });
        return;
      }
      try {
        await session.signIn({ email, password });
      } catch (error) {
        setProblem(codeOf(error));
      }
    });

  return (
    <FormPage title={clinicName ?? t('title')} text={t('text')} onSubmit={(form) => void submit(form)}>
      {notice !== undefined && problem === null && (
        <Alert variant="light" color="orange" c="var(--mantine-color-text)" role="status">
          {t(`notice.${notice}`)}
        </Alert>
      )}
      <TextInput
        label={t('email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...fields.input('email')}
      />
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
        {...fields.input('password')}
      />
      {problem !== null && <ErrorNotice code={problem} />}
      <Button type="submit" loading={fields.busy} size="md">
        {t('submit')}
      </Button>
    </FormPage>
  );
};
