import { regionalTag } from '../../src-renderer/i18n/format.ts';
import { createInstance, type TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { calendarFile, calendarFileName } from '../../src-renderer/features/booking/calendar-file.ts';
import {
  invitationText,
  mailtoUrl,
  spokenStart,
} from '../../src-renderer/features/booking/invitation-message.ts';
import english from '../../src-renderer/i18n/en/doctor/invitation.json';
import { appointment } from './support/fixtures.ts';

const url = 'https://clinic.test/visit#invite=s3cret_-x';
const visit = appointment({ startsAt: '2026-11-27T09:30:00.000Z', durationMinutes: 45 });
const facts = { appointment: visit, clinic: 'Clinic & Söhne', url };

/** Texts of another language than the app's. */
const SPANISH = {
  ...english,
  subject: 'Su visita por vídeo en {{clinic}}',
  greeting: 'Hola {{name}}:',
  when: 'Su visita por vídeo con {{doctor}} ({{clinic}}) es el {{when}}.',
};

const translator = async (language: string): Promise<TFunction<'invitation'>> => {
  const i18n = createInstance();
  await i18n.init({
    lng: 'en',
    resources: { en: { invitation: english }, es: { invitation: SPANISH } },
    interpolation: { escapeValue: false },
  });
  return i18n.getFixedT(language, 'invitation');
};

describe('the text of an invitation', () => {
  it('recommends the app where browsers warn, also in its short form, and does not praise any browser', async () => {
    const t = await translator('en');
    for (const brief of [false, true]) {
      const text = invitationText(t, { ...facts, isPinned: true }, 'now', brief);
      expect(text).toMatch(/choose “Join a clinic” and paste the link/);
      expect(text).not.toContain('any browser');
      expect(text).toContain(url);
    }
    expect(invitationText(t, facts, 'now')).not.toContain('app');
  });

  it('says who, where, when in which zone, what to have ready and what to do if it fails', async () => {
    const t = await translator('en');
    const when = spokenStart(visit.startsAt, 'en-GB', 'Europe/Berlin');
    const text = invitationText(t, facts, when);
    expect(text).toContain('Hello Pat Alpha,');
    expect(text).toContain('with Dr Ada One (Clinic & Söhne) is on Friday');
    expect(text).toMatch(/27 November 2026.*10:30.*Central European Standard Time/);
    expect(text.split('\n')).toContain(url);
    expect(text).toContain('Please have ready:');
    expect(text).toContain('If it does not work:');
    expect(invitationText(t, facts, when, true)).not.toContain('Please have ready:');
  });

  it('is in the patient’s language, its date too, whatever the language of the app', async () => {
    const t = await translator('es');
    const text = invitationText(t, facts, spokenStart(visit.startsAt, 'es', 'Europe/Madrid'));
    expect(text).toContain('Hola Pat Alpha:');
    expect(text).toMatch(/viernes, 27 de noviembre de 2026.*10:30.*hora estándar de Europa central/);
    expect(t('subject', { clinic: 'X' })).toBe('Su visita por vídeo en X');
  });

  it('follows the region of the system where that speaks the patient’s language', () => {
    expect(regionalTag('en', ['de-DE', 'en-GB', 'en'])).toBe('en-GB');
    expect(regionalTag('hi', ['de-DE', 'en-GB'])).toBe('hi');
  });
});

describe('the address of the e-mail', () => {
  const parts = (mailto: string) => {
    const [to = '', query = ''] = mailto.slice('mailto:'.length).split('?');
    const read = (name: string) =>
      decodeURIComponent(new RegExp(`(?:^|&)${name}=([^&]*)`).exec(query)?.[1] ?? '');
    return { to, subject: read('subject'), body: read('body'), query };
  };

  it('carries subject and text, with line ends and signs as mail programs expect them', () => {
    const mailto = mailtoUrl('pat+visit@example.test', 'A & B?', ['One\nTwo + 100 % #3\n\n' + url]);
    expect(mailto).not.toMatch(/[\s+]/);
    const { to, subject, body, query } = parts(mailto);
    expect(to).toBe('pat%2Bvisit@example.test');
    expect(subject).toBe('A & B?');
    expect(body).toBe(`One\r\nTwo + 100 % #3\r\n\r\n${url}`);
    expect(query).toContain('%0D%0A');
    expect(mailto.split('#')).toHaveLength(1);
  });

  it('leaves the addressee open where no email is known', () => {
    expect(mailtoUrl(null, 'S', ['B'])).toBe('mailto:?subject=S&body=B');
  });

  it('takes the shorter text where the longer one would be cut off', () => {
    const long = 'नमस्ते '.repeat(60);
    expect(parts(mailtoUrl(null, 'S', [long, `kurz ${url}`])).body).toBe(`kurz ${url}`);
    expect(parts(mailtoUrl(null, 'S', ['short', 'shorter'])).body).toBe('short');
  });
});

describe('the calendar file', () => {
  const words = {
    title: 'Video visit at Clinic, Hill; East',
    description: `Open:\n${url}`,
    location: 'Clinic',
    url,
  };
  /** Lines as they were before they were folded. */
  const linesOf = (text: string) => text.replaceAll(/\r\n[ \t]/g, '').split('\r\n');

  it('has start and length in UTC, the title, the clinic and the link', async () => {
    const lines = linesOf(await calendarFile(visit, words));
    expect(lines).toEqual(
      expect.arrayContaining([
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'UID:appointment-1@anteroom',
        'DTSTART:20261127T093000Z',
        'DURATION:PT45M',
        'SUMMARY:Video visit at Clinic\\, Hill\\; East',
        `DESCRIPTION:Open:\\n${url}`,
        'LOCATION:Clinic',
        `URL:${url}`,
        'CLASS:PRIVATE',
        'TRIGGER:-PT10M',
        'END:VCALENDAR',
      ]),
    );
    for (const line of lines) expect(line).not.toContain('Pat Alpha');
  });

  it('is made for a server whose address is no name, too', async () => {
    const literal = 'https://[::1]:4000/visit#invite=s';
    const lines = linesOf(await calendarFile(visit, { ...words, description: literal, url: literal }));
    expect(lines).toContain(`DESCRIPTION:${literal}`);
    expect(lines.some((line) => line.startsWith('URL:'))).toBe(false);
  });

  it('has a name that says nothing of anybody', () => {
    expect(calendarFileName(new Date(2026, 2, 7, 9).toISOString())).toBe('visit-2026-03-07.ics');
  });
});
