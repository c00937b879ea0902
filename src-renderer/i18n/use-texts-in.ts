import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../server/protocol/index.ts';

/** What others are written with, who need not read the language of this window. */
type Letter = 'invitation' | 'accountLink';

/** The texts, and the language that they are in: dates beside them are written in the same. */
type TextsIn<L extends Letter> = { t: TFunction<L>; language: Language };

/** The texts of a letter in any language of the app, English if they do not come; null until then. */
export const useTextsIn = <L extends Letter>(language: Language, letter: L): TextsIn<L> | null => {
  const { i18n } = useTranslation();
  const [loaded, setLoaded] = useState<TextsIn<L> | null>(null);
  useEffect(() => {
    let current = true;
    // Resolves also if the files did not come.
    void i18n.loadLanguages(language).then(() => {
      // Texts that do not come are better in another language, the date with them, than mixed.
      const shown = i18n.hasResourceBundle(language, letter) ? language : 'en';
      if (current) setLoaded({ t: i18n.getFixedT(shown, letter), language: shown });
    });
    return () => {
      current = false;
    };
  }, [i18n, language, letter]);
  return loaded;
};
