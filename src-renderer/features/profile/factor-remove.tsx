import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useSubmission } from '../../shell/use-submission.ts';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { CodeInput } from './code-input.tsx';
import { FactorDialog } from './factor-dialog.tsx';

const RemoveForm = ({ onRemoved, onCancel }: { onRemoved: () => void; onCancel: () => void }) => {
  const { t } = useTranslation(['profile', 'common']);
  const { rest } = useServices();
  const fields = useFields({ password: '', code: '' });

  const submission = useSubmission(fields, { wrong_password: 'password', wrong_code: 'code' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { password, code } = fields.values;
      if (password === '' || code.trim() === '') {
        fields.fail({
          ...(password === '' ? { password: t('setup.wrong.password') } : {}),
          ...(code.trim() === '' ? { code: t('remove.wrongCode') } : {}),
        });
        return;
      }
      await rest.call('removeSecondFactor', { body: { password, code } });
      onRemoved();
    });

  return (
    <FieldsForm onSubmit={submit}>
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
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color="red" loading={fields.busy}>
            {t('remove.submit')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
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
