import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../server/protocol/index.ts';
import type { InvitationTranslator } from './invitation-message.ts';

/** What the patient is written in; null until its texts are there. */
export type InvitationLanguage = { t: InvitationTranslator; language: Language } | null;

/** The texts of the invitation in a language that need not be the app's own. */
export const useInvitationTranslator = (language: Language): InvitationLanguage => {
  const { i18n } = useTranslation();
  const [loaded, setLoaded] = useState<InvitationLanguage>(null);
  useEffect(() => {
    let current = true;
    const show = (shown: Language) => {
      if (current) setLoaded({ t: i18n.getFixedT(shown, 'invitation'), language: shown });
    };
    // Texts that do not come now are better in another language than not at all.
    i18n.loadLanguages(language).then(
      () => show(language),
      () => show('en'),
    );
    return () => {
      current = false;
    };
  }, [i18n, language]);
  return loaded;
};
