import { expect, it } from 'vitest';
import { linkParts } from '../../src-renderer/features/messages/message-lines.ts';

const links = (text: string) => linkParts(text).flatMap(({ href }) => href ?? []);

it('makes links of addresses of the web alone, without the signs after them, and loses no letter', () => {
  const texts = [
    'See https://clinic.example/a?b=1#c, or (http://clinic.example).',
    'javascript:alert(1) data:text/html,x file:///etc/passwd //clinic.example',
    'https://',
    'https://a.example/x"onmouseover=alert(1)',
    'no address',
    '',
  ];
  expect(texts.map(links)).toEqual([
    ['https://clinic.example/a?b=1#c', 'http://clinic.example/'],
    [],
    [],
    ['https://a.example/x'],
    [],
    [],
  ]);
  for (const text of texts) {
    expect(
      linkParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});
