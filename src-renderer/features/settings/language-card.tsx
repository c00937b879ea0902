import { NativeSelect, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../../../server/protocol/index.ts';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import classes from './settings-page.module.css';

const SYSTEM = 'system';

/** The language of the app on this device. */
export const LanguageCard = () => {
  const { t } = useTranslation(['settings', 'common']);
  const { chosen, choose } = useLanguage();
  const [failed, setFailed] = useState(false);
  const titleId = useId();

  const change = (value: string) => {
    setFailed(false);
    choose(LANGUAGES.find((known) => known === value) ?? null).catch(() => setFailed(true));
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('language.title')}
      </h2>
      <NativeSelect
        aria-labelledby={titleId}
        value={chosen ?? SYSTEM}
        onChange={(event) => change(event.currentTarget.value)}
        error={failed && t('common:language.failed')}
      >
        <option value={SYSTEM}>{t('language.system')}</option>
        {LANGUAGES.map((known) => (
          <option key={known} value={known} lang={known}>
            {LANGUAGE_NAMES[known]}
          </option>
        ))}
      </NativeSelect>
      <Text c="dimmed" size="sm">
        {t('language.hint')}
      </Text>
    </section>
  );
};
