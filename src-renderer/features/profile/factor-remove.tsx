import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { CodeInput } from './code-input.tsx';
import { FactorDialog } from './factor-dialog.tsx';

const RemoveForm = ({ onRemoved, onCancel }: { onRemoved: () => void; onCancel: () => void }) => {
  const { t } = useTranslation(['profile', 'common']);
  const { rest } = useServices();
  const errorText = useErrorText();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields({ password: '', code: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { password, code } = fields.values;
      if (password === '' || code.trim() === '') {
        fields.fail({
          ...(password === '' ? { password: t('setup.wrong.password') } : {}),
          ...(code.trim() === '' ? { code: t('remove.wrongCode') } : {}),
        });
        return;
      }
      try {
        await rest.call('removeSecondFactor', { body: { password, code } });
        onRemoved();
      } catch (error) {
        const refused = codeOf(error);
        if (refused === 'wrong_password') fields.fail({ password: errorText(refused) });
        else if (refused === 'wrong_code') fields.fail({ code: errorText(refused) });
        else setProblem(refused);
      }
    });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Stack gap="md">
        <Text>{t('remove.text')}</Text>
        <PasswordInput
          label={t('setup.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
          data-autofocus
          {...fields.input('password')}
        />
        <CodeInput digits={false} focused={false} label={t('remove.code')} {...fields.input('code')} />
        {problem !== null && <ErrorNotice code={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color="red" loading={fields.busy}>
            {t('remove.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** Turns the second factor off, with password and code. */
export const FactorRemove = ({
  opened,
  onRemoved,
  onClose,
  onClosed,
}: {
  opened: boolean;
  onRemoved: () => void;
  onClose: () => void;
  onClosed: () => void;
}) => {
  const { t } = useTranslation('profile');
  return (
    <FactorDialog opened={opened} title={t('remove.title')} onClose={onClose} onClosed={onClosed}>
      <RemoveForm onRemoved={onRemoved} onCancel={onClose} />
    </FactorDialog>
  );
};
