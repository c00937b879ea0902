import { ChevronDown, Languages } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../../server/protocol/index.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import { useLanguage } from '../i18n/use-language.ts';
import classes from './language-switch.module.css';

/**
 * "Español ▾". The select is the browser's own, which every keyboard, screen reader and phone knows; it lies
 * unseen over the words, so that narrow pages can show less of them.
 */
export const LanguageSwitch = () => {
  const { t } = useTranslation();
  const { language, choose } = useLanguage();
  const [failed, setFailed] = useState(false);

  const change = (value: string) => {
    const chosen = LANGUAGES.find((known) => known === value);
    if (chosen === undefined) return;
    setFailed(false);
    choose(chosen).catch(() => setFailed(true));
  };

  return (
    <div className={classes.switch}>
      <span className={classes.shown} aria-hidden>
        <Languages size={20} strokeWidth={1.75} />
        <span className={classes.name}>{LANGUAGE_NAMES[language]}</span>
        <span className={classes.short}>{language}</span>
        <ChevronDown size={16} strokeWidth={1.75} />
      </span>
      <select
        className={classes.select}
        aria-label={t('language.label')}
        value={language}
        onChange={(event) => change(event.currentTarget.value)}
      >
        {LANGUAGES.map((known) => (
          <option key={known} value={known} lang={known}>
            {LANGUAGE_NAMES[known]}
          </option>
        ))}
      </select>
      {failed && (
        <p className={classes.failed} role="alert">
          {t('language.failed')}
        </p>
      )}
    </div>
  );
};
