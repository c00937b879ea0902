import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { useFields } from '../../ui/use-fields.ts';
import classes from './protection.module.css';
import { NewPassphraseFields, useWrongPassphrase } from './passphrase-fields.tsx';

/** The first passphrase of a computer whose system keeps nothing safe. */
export const ChoosePassphrasePage = ({
  secrets,
  onDone,
  onLater,
}: {
  secrets: AnteroomBridge['secrets'];
  onDone: () => Promise<void>;
  onLater: () => void;
}) => {
  const { t } = useTranslation('protection');
  const wrong = useWrongPassphrase();
  const [failed, setFailed] = useState(false);
  const fields = useFields({ next: '', again: '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setFailed(false);
      const { next, again } = fields.values;
      const fault = wrong(next);
      if (fault !== null || next !== again) {
        fields.fail(fault === null ? { again: t('passphrase.different') } : { next: fault });
        return;
      }
      try {
        await secrets.setPassphrase({ passphrase: next });
        await onDone();
      } catch {
        setFailed(true);
      }
    });

  return (
    <FormPage title={t('choose.title')} text={t('choose.text')} onSubmit={(form) => void submit(form)}>
      <Text fw={600}>{t('choose.once')}</Text>
      <NewPassphraseFields fields={fields} label={t('passphrase.label')} />
      {failed && <ErrorNotice code="internal" />}
      <Button type="submit" size="md" loading={fields.busy}>
        {t('choose.submit')}
      </Button>
      <div>
        <Button variant="subtle" className={classes.flush ?? ''} onClick={onLater}>
          {t('choose.later')}
        </Button>
        <Text c="dimmed" size="sm">
          {t('choose.laterText')}
        </Text>
      </div>
    </FormPage>
  );
};
