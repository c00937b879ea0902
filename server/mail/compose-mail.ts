import type { Letter } from '../domain/ports.ts';
import type { Language } from '../protocol/index.ts';
import { MAIL_TEXTS } from './texts.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Names are one line: what follows a break would look like another sentence of the clinic's, or a header. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** With the name of the time zone, because the reader may be in another one. */
const writeTime = (milliseconds: number, language: Language, timeZone: string | null): string =>
  new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone !== null && { timeZone }),
  }).format(milliseconds);

/** The words of a mail in its reader's language, as plain text and as simple HTML that says the same. */
export const composeMail = ({
  kind,
  to,
  language,
  clinicName,
  startsAt,
  timeZone,
  link,
}: Letter): { subject: string; text: string; html: string } => {
  const { greeting, footer, kinds } = MAIL_TEXTS[language];
  const words = kinds[kind];
  const values: Record<string, string> = {
    name: oneLine(to.fullname),
    clinic: oneLine(clinicName),
    time: startsAt === null ? '' : writeTime(startsAt, language, timeZone),
  };
  const fill = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (_match, name: string) => values[name] ?? '');
  const before = [fill(greeting), fill(words.text)];
  const after = [...(words.note === null ? [] : [fill(words.note)]), fill(footer)];
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const address = escapeHtml(link);
  return {
    subject: fill(words.subject),
    text: [...before, `${words.link}\n${link}`, ...after, ''].join('\n\n'),
    html: [
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body>`,
      ...before.map(paragraph),
      `<p>${escapeHtml(words.link)}<br><a href="${address}">${address}</a></p>`,
      ...after.map(paragraph),
      '</body></html>',
    ].join('\n'),
  };
};
