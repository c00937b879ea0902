import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../server/storage/store.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import { arrangeChat } from '../support/chat.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';

/** A store whose thread may end between a commit and its answer, as often as it is told to. */
const createForgetfulStore = () => {
  let toLose = 0;
  const losing = async <T>(pending: Promise<T>): Promise<T> => {
    const stored = await pending;
    if (toLose === 0) return stored;
    toLose -= 1;
    throw new StoreUnavailableError('the thread ended');
  };
  return {
    loseNext: () => {
      toLose = 1;
    },
    open: async (options: SqliteStoreOptions) => {
      const store = await openSqliteStore(options);
      return {
        ...store,
        appendMessage: (message: Parameters<typeof store.appendMessage>[0]) =>
          losing(store.appendMessage(message)),
        appendMessages: (input: Parameters<typeof store.appendMessages>[0]) =>
          losing(store.appendMessages(input)),
      };
    },
  };
};

describe('a message that is sent again', () => {
  it('is answered with the stored one although its visit is over meanwhile, and nothing new is taken', async () => {
    const server = await startTestServer();
    const doctor = await server.setUp();
    const user = await server.addPatient(doctor, 'Pat Alpha', {
      email: 'pat@clinic.example',
      password: PASSWORD,
    });
    const account = await server.connect(await server.login('pat@clinic.example'));
    const { appointment, invite } = await server.addAppointment(doctor, user.id);
    const other = await server.addAppointment(doctor, user.id);
    const { roomId } = appointment;
    const visit = await server.connect(await server.openInvite(invite.invite));
    const otherVisit = await server.connect(await server.openInvite(other.invite.invite));
    await visit.request('join-waiting-room', { roomId });
    const inRoom = { roomId, message: 'in the room', clientId: 'c-room' };
    const letter = { receiverId: doctor.user.id, content: 'to the doctor', clientId: 'c-letter' };
    const stored = [
      (await visit.request('waiting-room-message', inRoom)).message,
      (await visit.request('send_message', letter)).message,
    ];
    const outside = { receiverId: doctor.user.id, content: 'not of this visit', clientId: 'c-outside' };
    await account.request('send_message', outside);
    const path = `/api/appointments/${appointment.id}/close`;
    await server.expectStatus(200, server.request('POST', path, { outcome: 'ended' }, doctor.bearer));

    expect([
      (await visit.request('waiting-room-message', inRoom)).message,
      (await visit.request('send_message', letter)).message,
    ]).toEqual(stored);
    expect(await visit.refusal('waiting-room-message', { ...inRoom, clientId: 'c-new' })).toMatchObject({
      code: 'not_in_room',
    });
    expect(await visit.refusal('send_message', { ...letter, clientId: 'c-new' })).toMatchObject({
      code: 'visit_over',
    });
    // Of another visit this session sees nothing, also of what its own person wrote there.
    expect(await otherVisit.refusal('waiting-room-message', inRoom)).toMatchObject({ code: 'not_in_room' });
    expect(await otherVisit.refusal('send_message', letter)).toMatchObject({ code: 'conflict' });
    expect((await account.request('waiting-room-message', inRoom)).message).toEqual(stored[0]);
    const doctorSocket = await server.connect(doctor);
    expect(await doctorSocket.refusal('waiting-room-message', inRoom)).toMatchObject({ code: 'not_in_room' });
  });

  it('is told after all if the first answer of the store was lost, and then no more', async () => {
    const store = createForgetfulStore();
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat({
      openStore: store.open,
    });
    const phone = await server.connect(patient);
    const letter = { receiverId: doctor.user.id, content: 'once', clientId: 'c-1' };
    store.loseNext();
    expect(await patientSocket.refusal('send_message', letter)).toMatchObject({
      code: 'storage_unavailable',
    });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('new_message')).toBe(0);
    const { message } = await patientSocket.request('send_message', letter);
    expect((await doctorSocket.next('new_message')).message).toEqual(message);
    expect((await phone.next('message_sent')).message).toEqual(message);
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    const again = await patientSocket.request('send_message', letter);
    expect([again.message.seq, again.message.status]).toEqual([message.seq, 'read']);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('new_message')).toBe(0);
  });

  it('is told in its waiting room, too, and to all who wait', async () => {
    const store = createForgetfulStore();
    const server = await startTestServer({ openStore: store.open });
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const ways = [
      { from: patientSocket, to: doctorSocket, event: 'waiting-room-message', payload: { roomId } },
      { from: doctorSocket, to: patientSocket, event: 'message-waiting', payload: {} },
    ] as const;
    for (const [index, { from, to, event, payload }] of ways.entries()) {
      const said = { ...payload, message: `text ${index}`, clientId: `c-${index}` };
      to.forget();
      store.loseNext();
      expect(await from.refusal(event, said)).toMatchObject({ code: 'storage_unavailable' });
      for (let count = 0; count < 2; count += 1)
        expect(await from.emitForAck(event, said)).toMatchObject({ ok: true });
      expect((await to.next('waiting-room-message')).message).toBe(said.message);
      await to.settled();
      expect(to.countOf('waiting-room-message')).toBe(0);
    }
  });
});
