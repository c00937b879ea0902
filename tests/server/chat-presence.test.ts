import { describe, expect, it } from 'vitest';
import { STATUS_KEPT_MS } from '../../server/domain/contacts.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreUnavailableError } from '../../server/storage/store.ts';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';
import { createSettableClock, PASSWORD } from '../support/server.ts';

describe('who is there', () => {
  it('[S1-E01, S1-E12, S1-E14, S1-F04] is told to contacts alone, from the first connection to the last', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const stranger = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    const other = await server.connect(await addAnotherPatient(server, doctor));
    await doctorSocket.next('user_status_change');
    const second = await server.connect(patient);
    patientSocket.close();
    await doctorSocket.settled();
    expect(doctorSocket.countOf('user_status_change')).toBe(0);
    second.close();
    expect(await doctorSocket.next('user_status_change')).toEqual({
      userId: patient.user.id,
      isOnline: false,
      status: 'offline',
    });
    const back = await server.connect(patient);
    expect(await doctorSocket.next('user_status_change')).toEqual({
      userId: patient.user.id,
      isOnline: true,
      status: 'online',
    });
    doctorSocket.close();
    expect(await back.next('user_status_change')).toEqual({
      userId: doctor.user.id,
      isOnline: false,
      status: 'offline',
    });
    await stranger.settled();
    expect(stranger.countOf('user_status_change')).toBe(0);
    expect(await other.next('user_status_change')).toMatchObject({ userId: doctor.user.id });
    expect(other.countOf('user_status_change')).toBe(0);
  });

  it('[S1-E06, S1-E12] says what somebody has chosen, and takes nothing else', async () => {
    const { doctor, doctorSocket, patientSocket } = await arrangeChat();
    for (const status of ['busy', 'away', 'available'] as const) {
      doctorSocket.send('set_status', { status });
      expect(await patientSocket.next('user_status_change')).toEqual({
        userId: doctor.user.id,
        isOnline: true,
        status,
      });
    }
    await doctorSocket.request('set_status', { status: 'available' });
    expect(await doctorSocket.refusal('set_status', { status: 'asleep' })).toMatchObject({
      code: 'bad_request',
    });
    await patientSocket.settled();
    expect(patientSocket.countOf('user_status_change')).toBe(0);
  });

  it('[S1-E06] is told to the other devices of the same person, and waits for one that comes back', async () => {
    const { server, doctor, doctorSocket, patientSocket } = await arrangeChat();
    const phone = await server.connect(doctor);
    expect(await phone.request('set_idle', { idle: false })).toMatchObject({ status: 'online' });
    await phone.request('set_status', { status: 'busy' });
    expect(await doctorSocket.next('own_status')).toEqual({ status: 'busy' });
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'busy' });
    expect(await doctorSocket.request('set_idle', { idle: false })).toMatchObject({ status: 'busy' });
    await patientSocket.settled();
    expect(patientSocket.countOf('own_status')).toBe(0);
    phone.close();
    doctorSocket.close();
    await patientSocket.next('user_status_change', ({ status }) => status === 'offline');
    const back = await server.connect(doctor);
    expect(await back.request('set_idle', { idle: false })).toMatchObject({ status: 'busy' });
  });

  it('is away once nobody is at any device, unless something else was chosen', async () => {
    const { server, doctor, doctorSocket, patientSocket } = await arrangeChat();
    const phone = await server.connect(doctor);
    const seen = () => patientSocket.next('user_status_change').then(({ status }) => status);
    const asked = async () =>
      (await patientSocket.request('list_conversations', {})).conversations.map(({ status }) => status);
    await doctorSocket.request('set_idle', { idle: true });
    await patientSocket.settled();
    expect(patientSocket.countOf('user_status_change')).toBe(0);
    await phone.request('set_idle', { idle: true });
    expect([await seen(), await asked()]).toEqual(['away', ['away']]);
    await doctorSocket.request('set_idle', { idle: false });
    expect(await seen()).toBe('online');
    // The device at which somebody is goes: only the idle one is left.
    doctorSocket.close();
    expect(await seen()).toBe('away');
    await phone.request('set_status', { status: 'busy' });
    expect(await seen()).toBe('busy');
    await phone.request('set_status', { status: 'available' });
    expect(await seen()).toBe('away');
    // Somebody comes to a new device.
    await server.connect(doctor);
    expect(await seen()).toBe('available');
  });

  it('[S1-E12] reaches who became a contact while both were there', async () => {
    const { server, doctor, doctorSocket } = await arrangeChat();
    await server.addPatient(doctor, 'New One', { email: 'new@clinic.example', password: PASSWORD });
    const patient = await server.login('new@clinic.example');
    await server.connect(patient);
    expect(await doctorSocket.next('user_status_change')).toMatchObject({
      userId: patient.user.id,
      isOnline: true,
    });
  });

  it('[S1-R05, S1-M05] can be asked for, and is never true of a stranger', async () => {
    const { server, doctor, patient } = await arrangeChat();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    await server.connect(stranger);
    const ask = (userIds: unknown) =>
      server.request('POST', '/chat/online-status', { userIds }, patient.bearer);
    const userIds = [doctor.user.id, stranger.user.id, 'nobody'];
    expect((await ask(userIds)).body).toEqual({
      success: true,
      data: userIds.map((userId) => ({ userId, isOnline: userId === doctor.user.id })),
    });
    for (const wrong of [undefined, null, 'one', { 0: 'one' }]) {
      expect(await ask(wrong)).toMatchObject({
        status: 400,
        body: { success: false, message: 'userIds must be an array' },
      });
    }
  });
});

describe('a chosen status', () => {
  it('[S1-E06, S1-E14, S1-R05] is offline without a connection, and there again after a short absence', async () => {
    const clock = createSettableClock();
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat(clock);
    const isOnline = async () => {
      const body = { userIds: [doctor.user.id] };
      const asked = server.request<{ data: { isOnline: boolean }[] }>(
        'POST',
        '/chat/online-status',
        body,
        patient.bearer,
      );
      return (await server.expectStatus(200, asked)).data.map(({ isOnline: is }) => is);
    };
    await doctorSocket.request('set_status', { status: 'busy' });
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'busy' });
    doctorSocket.close();
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'offline' });
    expect(await isOnline()).toEqual([false]);
    const back = await server.connect(doctor);
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'busy', isOnline: true });
    expect(await isOnline()).toEqual([true]);
    back.close();
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'offline' });
    clock.pass(STATUS_KEPT_MS + 1);
    await server.connect(await server.login(doctor.user.email ?? ''));
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'online' });
  });
});

describe('contacts that could not be read', () => {
  it('are read again, and the doctor is there for them from then on', async () => {
    let isBroken = false;
    const { server, doctor, doctorSocket, patientSocket } = await arrangeChat({
      openStore: async (options) => {
        const store = await openSqliteStore(options);
        const broken = () => Promise.reject(new StoreUnavailableError('the thread ended'));
        return { ...store, listContacts: (id) => (isBroken ? broken() : store.listContacts(id)) };
      },
    });
    doctorSocket.close();
    expect(await patientSocket.next('user_status_change')).toMatchObject({ status: 'offline' });
    isBroken = true;
    await server.connect(doctor);
    await server.server.tick();
    await patientSocket.settled();
    expect(patientSocket.countOf('user_status_change')).toBe(0);
    isBroken = false;
    await server.server.tick();
    expect(await patientSocket.next('user_status_change')).toMatchObject({
      userId: doctor.user.id,
      status: 'online',
    });
    await server.server.tick();
    await patientSocket.settled();
    expect(patientSocket.countOf('user_status_change')).toBe(0);
  });
});

describe('a clinic that does not show who is there', () => {
  it('tells its patients of no doctor, and its doctors of their patients', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const { data } = await server.expectStatus(
      200,
      server.request<{ data: { settings: Record<string, unknown> } }>(
        'GET',
        '/api/clinic/settings',
        undefined,
        doctor.bearer,
      ),
    );
    const shows = { position: true, expectedWait: true, presence: false };
    await server.expectStatus(
      200,
      server.request('PUT', '/api/clinic/settings', { ...data.settings, shows }, doctor.bearer),
    );
    await doctorSocket.request('set_status', { status: 'busy' });
    const { conversations } = await patientSocket.request('list_conversations', {});
    expect(conversations.map(({ status }) => status)).toEqual(['offline']);
    const asked = await server.request(
      'POST',
      '/chat/online-status',
      { userIds: [doctor.user.id] },
      patient.bearer,
    );
    expect(asked.body).toMatchObject({ data: [{ isOnline: false }] });
    doctorSocket.close();
    await patientSocket.settled();
    expect(patientSocket.countOf('user_status_change')).toBe(0);
  });
});
