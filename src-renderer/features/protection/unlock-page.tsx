import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { useFields } from '../../ui/use-fields.ts';

/** What is lost with the passphrase, what is not, and the way on. */
const Forgotten = ({ onStartOver, onBack }: { onStartOver: () => Promise<void>; onBack: () => void }) => {
  const { t } = useTranslation('protection');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const startOver = () => {
    setBusy(true);
    setFailed(false);
    onStartOver()
      .catch(() => setFailed(true))
      .finally(() => setBusy(false));
  };
  return (
    <MessagePage
      standalone
      icon={<KeyRound size={32} strokeWidth={1.75} />}
      title={t('forgotten.title')}
      action={
        <Stack gap="sm" align="flex-start">
          <Button data-autofocus onClick={onBack}>
            {t('forgotten.back')}
          </Button>
          <Button variant="outline" color="red" loading={busy} onClick={startOver}>
            {t('forgotten.submit')}
          </Button>
        </Stack>
      }
    >
      <Stack gap="sm">
        <Text>{t('forgotten.text')}</Text>
        <Text>{t('forgotten.hosting')}</Text>
        <Text>{t('forgotten.joining')}</Text>
        <Text fw={600}>{t('forgotten.sure')}</Text>
        {failed && <ErrorNotice code="internal" />}
      </Stack>
    </MessagePage>
  );
};

/** Asks for the passphrase before anything needs a key. */
export const UnlockPage = ({
  secrets,
  onUnlocked,
  onStartedOver,
}: {
  secrets: AnteroomBridge['secrets'];
  onUnlocked: () => void;
  onStartedOver: () => Promise<void>;
}) => {
  const { t } = useTranslation(['protection', 'common']);
  const [forgotten, setForgotten] = useState(false);
  const [failed, setFailed] = useState(false);
  const fields = useFields({ passphrase: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setFailed(false);
      const { passphrase } = fields.values;
      if (passphrase === '') {
        fields.fail({ passphrase: t('passphrase.missing') });
        return;
      }
      try {
        const { status } = await secrets.unlock({ passphrase });
        if (status === 'wrong_passphrase') fields.fail({ passphrase: t('passphrase.wrong') });
        else onUnlocked();
      } catch {
        setFailed(true);
      }
    });

  if (forgotten) {
    return (
      <Forgotten
        onBack={() => setForgotten(false)}
        onStartOver={async () => {
          await secrets.startOver();
          await onStartedOver();
        }}
      />
    );
  }
  return (
    <FormPage title={t('unlock.title')} text={t('unlock.text')} onSubmit={(form) => void submit(form)}>
      <PasswordInput
        label={t('passphrase.label')}
        autoComplete="current-password"
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
        {...fields.input('passphrase')}
      />
      {failed && <ErrorNotice code="internal" />}
      <Button type="submit" size="md" loading={fields.busy}>
        {t('unlock.submit')}
      </Button>
      <Button variant="subtle" onClick={() => setForgotten(true)}>
        {t('unlock.forgotten')}
      </Button>
    </FormPage>
  );
};
