import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, languageSchema, type Language } from '../../../server/protocol/index.ts';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';

/** The languages that this app can write an invitation in, and the one that it speaks itself. */
export const useInvitationLanguages = (): { own: Language; all: Language[] } => {
  const { i18n } = useTranslation();
  const supported = i18n.options.supportedLngs;
  const spoken = languageSchema.safeParse(i18n.resolvedLanguage);
  return {
    own: spoken.success ? spoken.data : 'en',
    all: LANGUAGES.filter((language) => Array.isArray(supported) && supported.includes(language)),
  };
};

/** A choice of languages; nothing as long as there is only one. */
export const LanguageSelect = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Language;
  onChange: (language: string) => void;
}) => {
  const { all } = useInvitationLanguages();
  if (all.length < 2) return null;
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={all.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }))}
    />
  );
};
