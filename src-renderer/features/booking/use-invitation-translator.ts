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
    const show = () => {
      // Texts that do not come are better in another language, the date with them, than mixed.
      const known = i18n.getResource(language, 'invitation', 'greeting') !== undefined;
      const shown = known ? language : 'en';
      if (current) setLoaded({ t: i18n.getFixedT(shown, 'invitation'), language: shown });
    };
    i18n.loadLanguages(language).then(show, show);
    return () => {
      current = false;
    };
  }, [i18n, language]);
  return loaded;
};
