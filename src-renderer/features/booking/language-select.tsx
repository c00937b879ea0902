import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, languageSchema, type Language } from '../../../server/protocol/index.ts';

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

/** A language under its own name: who needs it reads that. */
const ownName = (language: Language): string => {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
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
      data={all.map((language) => ({ value: language, label: ownName(language) }))}
    />
  );
};
