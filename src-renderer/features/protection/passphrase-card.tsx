import { Alert, Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import settings from '../settings/settings-page.module.css';
import { NewPassphraseFields, useWrongPassphrase } from './passphrase-fields.tsx';

/** Changes the passphrase of this computer. */
export const PassphraseCard = ({ secrets }: { secrets: AnteroomBridge['secrets'] }) => {
  const { t } = useTranslation(['protection', 'common']);
  const wrong = useWrongPassphrase();
  const [failed, setFailed] = useState(false);
  const [changed, setChanged] = useState(false);
  const fields = useFields({ current: '', next: '', again: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setFailed(false);
      setChanged(false);
      const { current, next, again } = fields.values;
      const fault = wrong(next);
      if (current === '' || fault !== null || next !== again) {
        fields.fail({
          ...(current === '' ? { current: t('passphrase.missing') } : {}),
          ...(fault === null ? {} : { next: fault }),
          ...(fault === null && next !== again ? { again: t('passphrase.different') } : {}),
        });
        return;
      }
      try {
        const { status } = await secrets.changePassphrase({ current, next });
        if (status === 'wrong_passphrase') {
          fields.fail({ current: t('passphrase.wrong') });
          return;
        }
        for (const name of ['current', 'next', 'again'] as const) fields.set(name, '');
        setChanged(true);
      } catch {
        setFailed(true);
      }
    });

  return (
    <section className={settings.card} aria-label={t('page.passphrase.title')}>
      <h2 className={settings.title}>{t('page.passphrase.title')}</h2>
      <Text c="dimmed">{t('page.passphrase.text')}</Text>
      <FieldsForm onSubmit={submit}>
        <Stack gap="md">
          <PasswordInput
            label={t('page.passphrase.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
            {...fields.input('current')}
          />
          <NewPassphraseFields fields={fields} label={t('page.passphrase.next')} />
          {failed && <ErrorNotice code="internal" />}
          {changed && (
            <Alert variant="light" color="green" c="var(--mantine-color-text)" role="status">
              {t('page.passphrase.changed')}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={fields.busy}>
              {t('page.passphrase.submit')}
            </Button>
          </Group>
        </Stack>
      </FieldsForm>
    </section>
  );
};
