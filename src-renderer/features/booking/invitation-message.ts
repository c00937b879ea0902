import type { TFunction } from 'i18next';
import type { Appointment } from '../../../server/protocol/index.ts';

/**
 * What is written to the patient. Everything is in the patient's language, whatever language the doctor's app
 * is in.
 */

export type InvitationFacts = {
  appointment: Pick<Appointment, 'patientName' | 'doctorName' | 'startsAt'>;
  clinic: string;
  url: string;
  /** Browsers do not know the clinic's certificate. */
  isPinned?: boolean;
};

/** The translator of the namespace `invitation`, fixed to the patient's language. */
export type InvitationTranslator = TFunction<'invitation'>;

/** Day, time and the zone's name: the patient may be somewhere else. */
export const spokenStart = (startsAt: string, locale: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
    timeZone,
  }).format(new Date(startsAt));

/** The whole text, in paragraphs; `brief` leaves out what the waiting room says anyway. */
export const invitationText = (
  t: InvitationTranslator,
  { appointment, clinic, url, isPinned = false }: InvitationFacts,
  when: string,
  brief = false,
): string => {
  const { patientName: name, doctorName: doctor } = appointment;
  const paragraphs = [
    t('greeting', { name }),
    t('when', { doctor, clinic, when }),
    `${t(isPinned ? 'openApp' : 'open')}\n${url}`,
    ...(isPinned ? [t('app')] : []),
    ...(brief ? [] : [t('ready'), t('help'), t('personal')]),
  ];
  return paragraphs.join('\n\n');
};

/** Some mail programs are not opened by, or cut off, an address that is longer. */
const MAILTO_MAX_LENGTH = 2_000;

const encode = (text: string): string => encodeURIComponent(text.replaceAll(/\r?\n/g, '\r\n'));

/**
 * The `mailto:` address with the first of the texts that it has room for: a letter of some scripts takes nine
 * characters in it.
 * @param email null leaves the addressee to the doctor
 */
export const mailtoUrl = (email: string | null, subject: string, texts: readonly string[]): string => {
  // The @ stays as it is: some programs do not decode it.
  const to = email === null ? '' : encodeURIComponent(email).replaceAll('%40', '@');
  const urls = texts.map((text) => `mailto:${to}?subject=${encode(subject)}&body=${encode(text)}`);
  return urls.find((url) => url.length <= MAILTO_MAX_LENGTH) ?? urls.at(-1) ?? `mailto:${to}`;
};
