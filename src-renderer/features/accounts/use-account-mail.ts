import { useTranslation } from 'react-i18next';
import type { Language, PasswordLink } from '../../../server/protocol/index.ts';
import { createFormat, regionalTag } from '../../i18n/format.ts';
import { languageOf } from '../../i18n/languages.ts';
import { useTextsIn } from '../../i18n/use-texts-in.ts';
import { useClinicName } from '../../services.tsx';
import { mailtoUrl } from '../booking/invitation-message.ts';

/** Whom a link is for. */
export type LinkOwner = {
  fullname: string;
  email: string;
  /** In which the email is written; null takes the language of this window. */
  language: Language | null;
  /** The link replaces a password that there is. */
  hasAccount: boolean;
};

/** The `mailto:` address of a link, in its owner's language; null until the texts of that are there. */
export const useAccountMail = (
  { fullname: name, email, language }: LinkOwner,
  { url, expiresAt }: PasswordLink,
): string | null => {
  const { i18n, t } = useTranslation();
  const clinic = useClinicName() ?? t('appName');
  const wanted = language ?? languageOf(i18n.resolvedLanguage) ?? 'en';
  const texts = useTextsIn(wanted, 'accountLink');

  if (texts === null) return null;
  const { t: write, language: written } = texts;
  const until = createFormat(regionalTag(written, navigator.languages)).dayAndTime(expiresAt);
  return mailtoUrl(email, write('mailSubject', { clinic }), [
    write('mailBody', { name, clinic, url, until }),
  ]);
};
