import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { routes } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { HostedNote } from './hosted-note.tsx';

const FIELDS = ['clinicName', 'fullname', 'email', 'password', 'setupCode'] as const;
type Field = (typeof FIELDS)[number];

/** The first page of a new clinic: its name and the first doctor's account. */
export const SetupPage = ({ needsCode }: { needsCode: boolean }) => {
  const { t } = useTranslation(['setup', 'common']);
  const { session, clinic, platform } = useServices();
  const errorText = useErrorText();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields<Field>({ clinicName: '', fullname: '', email: '', password: '', setupCode: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { setupCode, ...account } = fields.values;
      const parsed = routes.setup.body.safeParse({ ...account, ...(needsCode ? { setupCode } : {}) });
      const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]));
      if (needsCode && setupCode.trim() === '') wrong.add('setupCode');
      if (!parsed.success || wrong.size > 0) {
        const named = FIELDS.filter((name) => wrong.has(name));
        fields.fail(Object.fromEntries(named.map((name) => [name, t(`wrong.${name}`)])));
        return;
      }
      try {
        await session.setUp(parsed.data);
        void clinic.load();
        await navigate('/rooms', { replace: true });
      } catch (error) {
        const code = codeOf(error);
        if (code === 'setup_code_required') fields.fail({ setupCode: errorText(code) });
        else setProblem(code);
        if (code === 'already_set_up') void clinic.load();
      }
    });

  return (
    <FormPage title={t('title')} text={t('text')} onSubmit={(form) => void submit(form)}>
      {platform.host !== null && <HostedNote host={platform.host} />}
      <TextInput
        label={t('clinicName')}
        autoComplete="organization"
        data-autofocus
        {...fields.input('clinicName')}
      />
      <TextInput label={t('fullname')} autoComplete="name" {...fields.input('fullname')} />
      <TextInput
        label={t('email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...fields.input('email')}
      />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
        {...fields.input('password')}
      />
      {needsCode && (
        <TextInput
          label={t('setupCode')}
          description={t('setupCodeHint')}
          autoComplete="off"
          {...fields.input('setupCode')}
        />
      )}
      {problem !== null && <ErrorNotice code={problem} />}
      <Button type="submit" loading={fields.busy} size="md">
        {t('submit')}
      </Button>
    </FormPage>
  );
};
