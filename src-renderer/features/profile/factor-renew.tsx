import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useSubmission } from '../../shell/use-submission.ts';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { CodeInput } from './code-input.tsx';
import { FactorDialog } from './factor-dialog.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

const RenewForm = ({ onRenewed }: { onRenewed: (codes: readonly string[]) => void }) => {
  const { t } = useTranslation('profile');
  const { rest } = useServices();
  const fields = useFields({ code: '' });

  const submission = useSubmission(fields, { wrong_code: 'code' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { code } = fields.values;
      if (code.trim() === '') {
        fields.fail({ code: t('remove.wrongCode') });
        return;
      }
      onRenewed((await rest.call('renewRecoveryCodes', { body: { code } })).data.recoveryCodes);
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('renew.text')}</Text>
        <CodeInput digits={false} label={t('remove.code')} {...fields.input('code')} />
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t('renew.submit')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};

/** New recovery codes in place of those of before. */
export const FactorRenew = ({
  opened,
  email,
  onRenewed,
  onClose,
}: {
  opened: boolean;
  email: string | null;
  onRenewed: () => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation('profile');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => {
    onClose();
    setCodes(null);
  };
  return (
    <FactorDialog
      opened={opened}
      title={t(codes === null ? 'renew.title' : 'codes.title')}
      closable={codes === null}
      onClose={close}
    >
      {codes === null ? (
        <RenewForm
          onRenewed={(renewed) => {
            setCodes(renewed);
            onRenewed();
          }}
        />
      ) : (
        <RecoveryCodes codes={codes} email={email} onKept={close} />
      )}
    </FactorDialog>
  );
};
