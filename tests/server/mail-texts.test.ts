import { expect, it } from 'vitest';
import { MAIL_KINDS } from '../../server/domain/notification-records.ts';
import { composeMail } from '../../server/mail/compose-mail.ts';
import { MAIL_TEXTS } from '../../server/mail/texts.ts';
import { LANGUAGES } from '../../server/protocol/index.ts';

const textsOf = (language: (typeof LANGUAGES)[number]) => {
  const { greeting, footer, kinds } = MAIL_TEXTS[language];
  return {
    greeting,
    footer,
    ...Object.fromEntries(
      MAIL_KINDS.flatMap((kind) =>
        Object.entries(kinds[kind]).map(([part, text]) => [`${kind}.${part}`, text] as const),
      ),
    ),
  };
};

it('every language has every text, with the same placeholders, and none in English', () => {
  const placeholders = (text: string | null) => (text?.match(/\{\{\w+\}\}/g) ?? []).toSorted();
  const english = textsOf('en');
  expect(Object.keys(english)).toHaveLength(2 + 4 * MAIL_KINDS.length);
  for (const language of LANGUAGES.filter((other) => other !== 'en')) {
    const own = textsOf(language);
    expect(Object.keys(own)).toEqual(Object.keys(english));
    for (const [name, text] of Object.entries(english)) {
      const other = own[name as keyof typeof own];
      expect([language, name, placeholders(other)]).toEqual([language, name, placeholders(text)]);
      if (text !== null) expect([language, name, other]).not.toEqual([language, name, text]);
    }
  }
});

it('a name is one line and no markup', () => {
  const { subject, text, html } = composeMail({
    kind: 'reminder',
    to: { email: 'pat@clinic.example', fullname: '<img src=x>\r\nBcc: all' },
    language: 'en',
    clinicName: 'A & B\nClinic {{time}}',
    startsAt: Date.UTC(2026, 6, 1, 12),
    timeZone: 'Europe/Berlin',
    link: 'https://clinic.example/?a="b"&c',
  });
  expect(subject).toBe('Reminder: your appointment at A & B Clinic {{time}}');
  expect(text).toContain('Hello <img src=x> Bcc: all,');
  expect(text).toMatch(/Wednesday, July 1, 2026 at 2:00 PM GMT\+2/);
  expect(html).toContain('Hello &lt;img src=x&gt; Bcc: all,');
  expect(html).toContain('href="https://clinic.example/?a=&quot;b&quot;&amp;c"');
  expect(html).not.toContain('<img');
});
