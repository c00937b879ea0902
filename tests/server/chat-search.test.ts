import { describe, expect, it } from 'vitest';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';

describe('search in one’s own conversations', () => {
  it('[S1-Z06, S4-Z05] finds words and beginnings of words, in any case and without accents, the newest first', async () => {
    const { doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const texts = [
      'सड़क पर',
      'Straße, Łódź',
      'The café is open',
      'My knee hurts',
      'The knee is better',
      'घुटने में दर्द है',
      'COVID-19 test',
    ];
    for (const content of texts) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    }
    await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'Here you are',
      messageType: 'file',
      fileUrl: '/files/1',
      fileName: 'X-ray of the knee.pdf',
    });
    const find = async (query: string) =>
      (await doctorSocket.request('search_messages', { query })).messages.map(
        ({ message }) => message.fileName ?? message.content,
      );
    expect(await find('knee')).toEqual(['X-ray of the knee.pdf', 'The knee is better', 'My knee hurts']);
    expect(await find('KNE')).toHaveLength(3);
    expect(await find('knee better')).toEqual(['The knee is better']);
    expect(await find('cafe')).toEqual(['The café is open']);
    expect(await find('दर्द')).toEqual(['घुटने में दर्द है']);
    expect(await find('घुटन')).toEqual(['घुटने में दर्द है']);
    expect(await find('covid-19')).toEqual(['COVID-19 test']);
    expect(await find('straße')).toEqual(['Straße, Łódź']);
    expect(await find('Łód')).toEqual(['Straße, Łódź']);
    expect(await find('सड़क')).toEqual(['सड़क पर']);
    expect(await find('ee')).toEqual([]);
    // A letter alone is a word, not the beginning of all of its words.
    expect(await find('k')).toEqual([]);
  });

  it('marks what was found, and goes on after a page', async () => {
    const { doctor, patientSocket } = await arrangeChat();
    for (let number = 1; number <= 5; number += 1) {
      await patientSocket.request('send_message', {
        receiverId: doctor.user.id,
        content: `Dose number ${number} of it`,
      });
    }
    const first = await patientSocket.request('search_messages', { query: 'dose', limit: 2 });
    expect(first.messages[0]?.snippet).toEqual([
      { text: 'Dose', match: true },
      { text: ' number 5 of it', match: false },
    ]);
    const second = await patientSocket.request('search_messages', {
      query: 'dose',
      limit: 2,
      before: first.next,
    });
    const third = await patientSocket.request('search_messages', {
      query: 'dose',
      limit: 2,
      before: second.next,
    });
    expect([first, second, third].map(({ messages }) => messages.map(({ message }) => message.seq))).toEqual([
      [5, 4],
      [3, 2],
      [1],
    ]);
    expect(third.next).toBeNull();
  });

  it('[S1-X04] finds nothing of anybody else, and only the one conversation that is asked for', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const other = await addAnotherPatient(server, doctor);
    const otherSocket = await server.connect(other);
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'secret of Pat' });
    await otherSocket.request('send_message', { receiverId: doctor.user.id, content: 'secret of Quinn' });
    const find = async (socket: typeof otherSocket, otherUserId: string | null = null) =>
      (await socket.request('search_messages', { query: 'secret', otherUserId })).messages.map(
        ({ message }) => message.content,
      );
    expect(await find(otherSocket)).toEqual(['secret of Quinn']);
    expect(await find(patientSocket)).toEqual(['secret of Pat']);
    expect(await find(doctorSocket)).toEqual(['secret of Quinn', 'secret of Pat']);
    expect(await find(doctorSocket, patient.user.id)).toEqual(['secret of Pat']);
    expect(await find(otherSocket, patient.user.id)).toEqual([]);
  });

  it.each([
    ['quotes', '"', '""', '"a" OR "b"'],
    [
      'operators',
      'a AND',
      'NOT a',
      'NEAR(a b)',
      'text:secret',
      'scope:u',
      '{text}:a',
      '^secret',
      'a*',
      '-a',
      'a + b',
    ],
    [
      'signs',
      '*',
      '()',
      "'; DROP TABLE messages; --",
      '\\',
      '%',
      '_',
      '…',
      '\u0000',
      'a\u0000b',
      '\u202e',
      '💊',
    ],
    ['much', 'a '.repeat(99), 'x'.repeat(200)],
  ])('takes %s as they are', async (_what, ...queries) => {
    const { server, doctor, patientSocket } = await arrangeChat();
    const other = await server.connect(await addAnotherPatient(server, doctor));
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'a secret b text' });
    for (const query of queries) {
      expect((await other.request('search_messages', { query })).messages, query).toEqual([]);
      await patientSocket.request('search_messages', { query });
    }
    expect((await patientSocket.request('search_messages', { query: 'secret' })).messages).toHaveLength(1);
  });

  it('refuses an empty query and one that is too long', async () => {
    const { patientSocket } = await arrangeChat();
    for (const query of ['', '   ', 'x'.repeat(201), 7]) {
      expect(await patientSocket.refusal('search_messages', { query })).toMatchObject({
        code: 'bad_request',
      });
    }
  });
});
