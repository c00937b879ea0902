import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { SignedOutReason } from '../../api/session.ts';
import { useClinicName, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { KeepingNotice } from '../join/keeping-notice.tsx';
import { OtherClinics } from '../join/other-clinics.tsx';
import { CodeForm } from './code-form.tsx';
import { ForgotPassword } from './forgot-password.tsx';

/** Why the sign-in shows again, where the person should know. */
const NOTICES: Partial<Record<SignedOutReason, 'elsewhere' | 'ended'>> = {
  opened_elsewhere: 'elsewhere',
  reuse: 'ended',
  revoked: 'ended',
  session_ended: 'ended',
  expired: 'ended',
};

/** Email and password, then the code of the second factor where the account has one. */
export const SignInPage = ({ reason }: { reason: SignedOutReason | null }) => {
  const { t } = useTranslation(['signIn', 'common']);
  const { session } = useServices();
  const clinicName = useClinicName();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
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
        const code = codeOf(error);
        if (code === 'second_factor_required') setNeedsCode(true);
        else setProblem(code);
      }
    });

  const title = clinicName ?? t('title');
  if (needsCode) {
    return (
      <CodeForm
        title={title}
        credentials={fields.values}
        onBack={(refused) => {
          setNeedsCode(false);
          setProblem(refused);
          fields.set('password', '');
        }}
      />
    );
  }
  return (
    <FormPage title={title} text={t('text')} onSubmit={(form) => void submit(form)}>
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
      <ForgotPassword />
      <KeepingNotice />
      <OtherClinics />
    </FormPage>
  );
};
