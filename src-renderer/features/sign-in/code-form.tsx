import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { CodeInput } from '../profile/code-input.tsx';

/** The second step of signing in, for accounts with a second factor. */
export const CodeForm = ({
  title,
  credentials,
  onBack,
}: {
  title: string;
  /** Of the first step; they were right. */
  credentials: { email: string; password: string };
  /** Back to the first step, with what went wrong there. */
  onBack: (problem: ApiErrorCode | null) => void;
}) => {
  const { t } = useTranslation(['signIn', 'common']);
  const { session } = useServices();
  const errorText = useErrorText();
  const [kind, setKind] = useState<'app' | 'recovery'>('app');
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields({ code: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { code } = fields.values;
      if (code.trim() === '') {
        fields.fail({ code: t(`code.${kind}.wrong`) });
        return;
      }
      try {
        await session.signIn({ ...credentials, code });
      } catch (error) {
        const refused = codeOf(error);
        if (refused === 'second_factor_wrong') fields.fail({ code: t(`code.${kind}.refused`) });
        else if (refused === 'bad_request') fields.fail({ code: errorText(refused) });
        else if (refused === 'wrong_credentials') onBack(refused);
        else setProblem(refused);
      }
    });

  return (
    <FormPage title={title} text={t(`code.${kind}.text`)} onSubmit={(form) => void submit(form)}>
      <CodeInput
        key={kind}
        digits={kind === 'app'}
        label={t(`code.${kind}.label`)}
        {...fields.input('code')}
      />
      {problem !== null && <ErrorNotice code={problem} />}
      <Button type="submit" loading={fields.busy} size="md">
        {t('submit')}
      </Button>
      <Group justify="space-between">
        <Anchor
          component="button"
          type="button"
          size="sm"
          py="xs"
          c="var(--app-accent)"
          onClick={() => {
            setKind(kind === 'app' ? 'recovery' : 'app');
            setProblem(null);
            fields.set('code', '');
          }}
        >
          {t(`code.${kind}.other`)}
        </Anchor>
        <Anchor component="button" type="button" size="sm" py="xs" c="dimmed" onClick={() => onBack(null)}>
          {t('common:back')}
        </Anchor>
      </Group>
    </FormPage>
  );
};
