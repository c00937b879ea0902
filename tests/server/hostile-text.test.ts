import { expect, it } from 'vitest';
import { arrangeChat } from '../support/chat.ts';

/** Letters that pretend, end lines, turn the direction or are none at all. */
const HOSTILE = [
  ...Array.from({ length: 31 }, (_, index) => `a${String.fromCharCode(index + 1)}b`),
  'a\u0000b',
  'a\u007f\u0085\u00a0b',
  '\u202eevil\u202c \u2066isolated\u2069 \u200f\u200e',
  '\u200bzero\u200d\ufeffwidth',
  'lone \ud800 halves \udfff',
  'a'.concat('\u0301'.repeat(500)),
  '🏳️‍🌈👩🏽‍⚕️',
  '\u2028line\u2029paragraph',
  '__proto__ constructor toString',
  '</script><svg onload=alert(1)> &amp; ${x} {{x}} %s %00 ../../etc/passwd',
  '\'); DROP TABLE messages; -- " OR 1=1',
];

it('[S1-X09] keeps marks that turn the direction of writing out of names, of people and of files', async () => {
  const { server, doctor, patientSocket } = await arrangeChat();
  const { message } = await patientSocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'The picture',
    messageType: 'file',
    fileUrl: 'https://files.example/1',
    fileName: 'photo\u202egnp.exe',
  });
  expect(message.fileName).toBe('photognp.exe');
  const added = await server.request(
    'POST',
    '/api/patients',
    { fullname: '\u2067\u202eahpla taP\u202c' },
    doctor.bearer,
  );
  expect(added.body).toMatchObject({ data: { user: { fullname: 'ahpla taP' } } });
});

it('[S1-X09] takes hostile text as text, on every way out, and a megabyte of it is refused without harm', async () => {
  const { server, doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat({
    rateLimits: 'off',
  });
  for (const content of HOSTILE) {
    const letter = {
      receiverId: doctor.user.id,
      content,
      clientId: `c-${content.length}-${HOSTILE.indexOf(content)}`,
    };
    const { message } = await patientSocket.request('send_message', letter);
    expect(message.content).toBe(content.trim().toWellFormed());
    expect((await doctorSocket.next('new_message')).message).toEqual(message);
    await doctorSocket.request('search_messages', { query: content.trim().slice(0, 200) });
  }
  const { messages } = await patientSocket.request('sync', { conversationId, afterSeq: 0 });
  expect(messages.map(({ content }) => content)).toEqual(HOSTILE.map((text) => text.trim().toWellFormed()));
  for (const content of ['\u0001'.repeat(1001), ' \t\n\u00a0\ufeff ', '']) {
    const letter = { receiverId: doctor.user.id, content };
    expect(await patientSocket.refusal('send_message', letter)).toMatchObject({ code: 'bad_request' });
  }
  const megabyte = 'ab\u202e '.repeat(2 ** 18);
  const path = `/doctors/patients/${patient.user.id}/messages`;
  const posted = await server.request('POST', path, { message: megabyte }, doctor.bearer);
  expect(posted.status).toBe(413);
  const searched = await server.request(
    'GET',
    `/chat/search?query=${encodeURIComponent(megabyte.slice(0, 4000))}`,
    undefined,
    doctor.bearer,
  );
  expect(searched.status).toBeGreaterThanOrEqual(400);
  for (const [event, payload] of [
    ['send_message', { receiverId: doctor.user.id, content: megabyte }],
    ['search_messages', { query: megabyte }],
  ] as const) {
    const socket = await server.connect(patient);
    socket.send(event, payload);
    await socket.disconnected();
  }
  const { messages: after } = await doctorSocket.request('sync', { conversationId, afterSeq: 0 });
  expect(after).toHaveLength(HOSTILE.length);
});
