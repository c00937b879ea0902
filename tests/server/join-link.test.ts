import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAppLink, parseAppLink, parseInvitation } from '../../server/protocol/index.ts';

const PIN = 'Abcdefghij_klmnopqrst-uvwxyz0123456789ABCDE';
const CODE = 'kJ3-s3cret_0123456789abcdefghijklmnopqrstuvw';

describe('a link for the app', () => {
  it.each(['clinic.example', '192.168.1.20:4000', '[fe80::1]:4000'])(
    'comes back as it was, for %s',
    (host) => {
      for (const pin of [PIN, null]) {
        const link = { host, pin, code: CODE };
        expect(parseAppLink(formatAppLink(link))).toEqual(link);
      }
    },
  );

  it.each([
    ['another scheme', `https://join#host=a.example&pin=${PIN}&code=${CODE}`],
    ['another action', `anteroom://open#host=a.example&pin=${PIN}&code=${CODE}`],
    ['secrets in the query', `anteroom://join?host=a.example&pin=${PIN}&code=${CODE}`],
    ['a pin that is too short', `anteroom://join#host=a.example&pin=abc&code=${CODE}`],
    ['no host', `anteroom://join#pin=${PIN}&code=${CODE}`],
    ['a path behind the host', `anteroom://join#host=a.example/evil&pin=${PIN}&code=${CODE}`],
    ['a login before the host', `anteroom://join#host=user@a.example&pin=${PIN}&code=${CODE}`],
    ['no code', `anteroom://join#host=a.example&pin=${PIN}`],
    ['markup in the code', `anteroom://join#host=a.example&pin=${PIN}&code=<script>0123456789`],
  ])('is none with %s', (_what, link) => {
    expect(parseAppLink(link)).toBeNull();
  });

  it('is none of any other text, and never an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `anteroom://join#${text}`),
        ),
        (text) => {
          expect(parseAppLink(text)).toBeNull();
        },
      ),
    );
  });
});

describe('what somebody pastes of an invitation', () => {
  const link = { host: '192.168.1.20:4000', pin: PIN, code: CODE };

  it('is its link for the app, or for a browser', () => {
    expect(parseInvitation(` ${formatAppLink(link)}\n`)).toEqual(link);
    expect(parseInvitation(`https://192.168.1.20:4000/visit#invite=${CODE}&pin=${PIN}`)).toEqual(link);
    expect(parseInvitation(`https://Clinic.example:443/visit#invite=${CODE}`)).toEqual({
      host: 'clinic.example',
      pin: null,
      code: CODE,
    });
  });

  it.each([
    ['in a sentence', (url: string) => `Your visit is on Friday: ${url}. Please be there at nine.`],
    ['in brackets', (url: string) => `Hello Pat,\n\nyour visit (<${url}>)\n\nDr Okafor`],
    ['twice, in both forms', (url: string) => `Open it: ${url}\nIn the app: ${formatAppLink(link)}`],
  ])('is found in the message around it, %s', (_where, message) => {
    const url = `https://192.168.1.20:4000/visit#invite=${CODE}&pin=${PIN}`;
    expect(parseInvitation(message(url))).toEqual(link);
    expect(parseInvitation(message(formatAppLink(link)))).toEqual(link);
  });

  it.each([
    ['links to two visits', `${formatAppLink(link)} ${formatAppLink({ ...link, code: `${CODE}2` })}`],
    ['a message with half a link', 'Your visit: https://clinic.example/visit#invite=cut. See you'],
    ['plain HTTP', `http://192.168.1.20:4000/visit#invite=${CODE}`],
    ['another page', `https://192.168.1.20:4000/password#invite=${CODE}`],
    ['a login before the host', `https://a:b@clinic.example/visit#invite=${CODE}`],
    ['half a code', 'https://clinic.example/visit#invite=cut'],
    ['half a pin', `https://clinic.example/visit#invite=${CODE}&pin=cut`],
    ['nothing', ''],
    ['words', 'my invitation'],
  ])('is none with %s', (_what, text) => {
    expect(parseInvitation(text)).toBeNull();
  });
});
