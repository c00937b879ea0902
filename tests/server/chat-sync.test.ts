import { describe, expect, it } from 'vitest';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';

describe('what a device has missed', () => {
  it('comes after a position, in order and without gaps, page by page', async () => {
    const { doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat({
      rateLimits: 'off',
    });
    await Promise.all(
      Array.from({ length: 450 }, (_, index) =>
        (index % 2 === 0 ? patientSocket : doctorSocket).request('send_message', {
          receiverId: (index % 2 === 0 ? doctor : patient).user.id,
          content: `message ${index}`,
        }),
      ),
    );
    const seqs: number[] = [];
    for (;;) {
      const { messages, lastSeq } = await patientSocket.request('sync', {
        conversationId,
        afterSeq: seqs.at(-1) ?? 0,
      });
      expect(lastSeq).toBe(450);
      expect(messages.length).toBeLessThanOrEqual(200);
      if (messages.length === 0) break;
      seqs.push(...messages.map(({ seq }) => seq));
    }
    expect(seqs).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  });

  it('goes back page by page', async () => {
    const { doctor, patientSocket, conversationId } = await arrangeChat();
    for (let number = 1; number <= 5; number += 1) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content: `m${number}` });
    }
    const page = async (before: number) =>
      (await patientSocket.request('get_messages', { conversationId, before, limit: 2 })).messages.map(
        ({ content }) => content,
      );
    expect([await page(6), await page(4), await page(2), await page(1), await page(1000)]).toEqual([
      ['m4', 'm5'],
      ['m2', 'm3'],
      ['m1'],
      [],
      ['m4', 'm5'],
    ]);
  });

  it('[S1-A04, S1-X04] is nobody else’s', async () => {
    const { server, doctor, patient, patientSocket, conversationId } = await arrangeChat();
    const other = await server.connect(await addAnotherPatient(server, doctor));
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const strangerSocket = await server.connect(stranger);
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'private' });
    for (const socket of [other, strangerSocket]) {
      for (const id of [conversationId, 'nobody', '_', patient.user.id]) {
        for (const [event, payload] of [
          ['sync', { conversationId: id, afterSeq: 0 }],
          ['get_messages', { conversationId: id, before: 9 }],
        ] as const) {
          expect(await socket.refusal(event, payload)).toMatchObject({ code: 'not_found' });
        }
      }
    }
    const asIfRelated = `${patient.user.id}_${stranger.user.id}`;
    expect(await strangerSocket.refusal('sync', { conversationId: asIfRelated, afterSeq: 0 })).toMatchObject({
      code: 'forbidden',
    });
    expect((await strangerSocket.request('search_messages', { query: 'private' })).messages).toEqual([]);
  });

  it('tells how far the other has come, which changes without a message', async () => {
    const { doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    for (const content of ['one', 'two']) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    }
    await doctorSocket.request('mark_delivered', { senderId: patient.user.id, upTo: 2 });
    await doctorSocket.request('mark_read', { senderId: patient.user.id, upTo: 1 });
    const { other, ownRead } = await patientSocket.request('sync', { conversationId, afterSeq: 2 });
    expect([other, ownRead]).toEqual([{ delivered: 2, read: 1 }, 0]);
    expect((await doctorSocket.request('sync', { conversationId, afterSeq: 2 })).ownRead).toBe(1);
  });

  it('keeps everything over a restart of the server', async () => {
    const { server, doctor, patient, patientSocket, conversationId } = await arrangeChat();
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'before',
      clientId: 'c-1',
    });
    await server.server.stop();
    const { startTestServer } = await import('../support/server.ts');
    const again = await startTestServer({ dataDir: server.dataDir });
    const socket = await again.connect(await again.login(patient.user.email ?? ''));
    const resent = await socket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'resent',
      clientId: 'c-1',
    });
    expect(resent.message).toEqual(message);
    expect((await socket.request('sync', { conversationId, afterSeq: 0 })).messages).toEqual([message]);
  });
});
